package dev.concurrency.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.Mailbox.Offer;

import static org.assertj.core.api.Assertions.assertThat;

/** Real threads on one mailbox: the races are named by the tests. */
@Timeout(30)
class MailboxStressTests {

	private static final int SENDERS = 4;

	private static final int PER_SENDER = 20_000;

	/**
	 * The race: the reader finds nothing and lets go while a sender adds a letter. If
	 * both or neither of them keep the actor, there are two readers or none.
	 */
	@Test
	void nothingIsLostOrReorderedBetweenReleaseAndOffer() throws InterruptedException {
		TestMailbox<int[]> mailbox = new TestMailbox<>(8);
		mailbox.open();
		assertThat(mailbox.release()).isTrue();
		Semaphore scheduled = new Semaphore(0);
		int maxSeen = 0;
		List<Thread> senders = new ArrayList<>();
		for (int i = 0; i < SENDERS; i++) {
			int sender = i;
			senders.add(new Thread(() -> send(mailbox, sender, scheduled)));
		}
		senders.forEach(Thread::start);
		int[] last = new int[SENDERS];
		for (int total = 0; total < SENDERS * PER_SENDER;) {
			assertThat(scheduled.tryAcquire(20, TimeUnit.SECONDS)).as("a lost wake-up after " + total).isTrue();
			do {
				for (Letter<int[]> letter = mailbox.poll(); letter != null; letter = mailbox.poll()) {
					int[] message = letter.message;
					assertThat(message[1]).isEqualTo(++last[message[0]]);
					maxSeen = Math.max(maxSeen, mailbox.size());
					total++;
				}
			}
			while (!mailbox.release());
			assertThat(scheduled.availablePermits()).as("readers at once").isLessThanOrEqualTo(1);
		}
		for (Thread sender : senders) {
			sender.join();
		}
		assertThat(maxSeen).isLessThanOrEqualTo(8);
	}

	private static void send(TestMailbox<int[]> mailbox, int sender, Semaphore scheduled) {
		for (int i = 1; i <= PER_SENDER; i++) {
			Offer offer;
			do {
				offer = mailbox.offer(new Letter<>(new int[] { sender, i }, null));
				if (offer == Offer.FULL) {
					LockSupport.parkNanos(1);
				}
			}
			while (offer == Offer.FULL);
			if (offer == Offer.ACCEPTED_IDLE) {
				scheduled.release();
			}
		}
	}

	/** The race: a letter is added while another thread closes. */
	@Test
	void everyLetterAcceptedBesideACloseIsThereAfterIt() throws InterruptedException {
		for (int round = 0; round < 1000; round++) {
			TestMailbox<Integer> mailbox = new TestMailbox<>(100);
			mailbox.open();
			CountDownLatch ready = new CountDownLatch(2);
			AtomicInteger accepted = new AtomicInteger();
			Thread sender = new Thread(() -> {
				ready.countDown();
				while (ready.getCount() > 0) {
					Thread.onSpinWait();
				}
				while (mailbox.offer(new Letter<>(1, null)) == Offer.ACCEPTED) {
					accepted.incrementAndGet();
				}
			});
			sender.start();
			ready.countDown();
			ready.await();
			mailbox.close();
			sender.join();
			int left = 0;
			while (mailbox.poll() != null) {
				left++;
			}
			assertThat(left).isEqualTo(accepted.get());
		}
	}

}
