package dev.concurrency.actor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.concurrency.actor.Mailbox.Offer;

import static org.assertj.core.api.Assertions.assertThat;

/** Random histories of a mailbox beside a list that does the same in the obvious way. */
class MailboxHistoryTests {

	private static final int HISTORIES = 5000;

	private static final int STEPS = 120;

	@Test
	void mailboxBehavesAsABoundedListInEveryHistory() {
		for (int seed = 0; seed < HISTORIES; seed++) {
			Random random = new Random(seed);
			History history = new History(1 + random.nextInt(9), seed);
			// Some histories are busy, in some the reader keeps up.
			int offers = 2 + random.nextInt(6);
			for (int i = 0; i < STEPS; i++) {
				history.step(random.nextInt(offers + 5), offers);
			}
		}
	}

	/** A mailbox and its model: what it holds, whether it is closed, who reads. */
	private static final class History {

		private final Deque<Integer> model = new ArrayDeque<>();

		private final TestMailbox<Integer> mailbox;

		private final int capacity;

		private final String name;

		private boolean closed = true;

		private boolean held = true;

		private boolean looked;

		private int next;

		History(int capacity, int seed) {
			this.mailbox = new TestMailbox<>(capacity);
			this.capacity = capacity;
			this.name = "seed " + seed;
		}

		void step(int choice, int offers) {
			if (choice < offers) {
				offer();
			}
			else if (choice < offers + 2) {
				poll();
			}
			else if (choice == offers + 2) {
				release();
			}
			else if (choice == offers + 3) {
				open();
			}
			else if (this.next % 7 == 0) {
				close();
			}
			assertThat(this.mailbox.size()).as(this.name).isEqualTo(this.model.size());
			assertThat(this.mailbox.isClosed()).as(this.name).isEqualTo(this.closed);
		}

		private void offer() {
			int message = this.next++;
			Offer expected = this.closed ? Offer.CLOSED : (this.model.size() == this.capacity) ? Offer.FULL
					: this.held ? Offer.ACCEPTED : Offer.ACCEPTED_IDLE;
			assertThat(this.mailbox.offer(new Letter<>(message, null))).as(this.name).isEqualTo(expected);
			if (expected == Offer.ACCEPTED || expected == Offer.ACCEPTED_IDLE) {
				this.model.addLast(message);
				this.held = true;
				this.looked = false;
			}
		}

		private void poll() {
			if (this.held) {
				Letter<Integer> letter = this.mailbox.poll();
				Integer expected = this.model.pollFirst();
				assertThat((letter != null) ? letter.message : null).as(this.name).isEqualTo(expected);
				this.looked = expected == null;
			}
		}

		private void release() {
			// Its contract: only after poll answered null.
			if (this.held && (this.looked || this.model.isEmpty())) {
				this.mailbox.poll();
				assertThat(this.mailbox.release()).as(this.name).isEqualTo(!this.closed);
				this.held = this.closed;
			}
		}

		private void open() {
			if (this.held && this.closed && this.model.isEmpty()) {
				this.mailbox.open();
				this.closed = false;
			}
		}

		private void close() {
			boolean idle = !this.held;
			assertThat(this.mailbox.close()).as(this.name).isEqualTo(idle && !this.closed);
			this.closed = true;
			this.held = true;
		}

	}

}
