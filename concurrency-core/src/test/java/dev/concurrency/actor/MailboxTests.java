package dev.concurrency.actor;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.actor.Mailbox.Offer;

import static org.assertj.core.api.Assertions.assertThat;

/** One thread plays the senders and the reader. */
class MailboxTests {

	@Test
	void newMailboxRefusesLettersUntilItIsOpened() {
		TestMailbox<Integer> mailbox = new TestMailbox<>(2);
		assertThat(mailbox.offer(letter(1))).isEqualTo(Offer.CLOSED);
		assertThat(mailbox.isClosed()).isTrue();
		mailbox.open();
		assertThat(mailbox.isClosed()).isFalse();
		assertThat(mailbox.offer(letter(2))).isEqualTo(Offer.ACCEPTED);
		assertThat(drain(mailbox)).containsExactly(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 8, 1000 })
	void boundIsExactWhenNothingIsRead(int capacity) {
		TestMailbox<Integer> mailbox = opened(capacity);
		for (int i = 0; i < capacity; i++) {
			assertThat(mailbox.offer(letter(i))).isEqualTo(Offer.ACCEPTED);
			assertThat(mailbox.size()).isEqualTo(i + 1);
		}
		assertThat(mailbox.offer(letter(-1))).isEqualTo(Offer.FULL);
		assertThat(mailbox.size()).isEqualTo(capacity);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 8, 1000 })
	void boundIsExactWhileTheReaderIsInTheMiddleOfABatch(int capacity) {
		for (int read = 1; read <= capacity; read += Math.max(1, capacity / 5)) {
			TestMailbox<Integer> mailbox = opened(capacity);
			fill(mailbox, capacity);
			for (int i = 0; i < read; i++) {
				assertThat(mailbox.poll().message).isEqualTo(i);
			}
			assertThat(mailbox.size()).isEqualTo(capacity - read);
			for (int i = 0; i < read; i++) {
				assertThat(mailbox.offer(letter(capacity + i))).isEqualTo(Offer.ACCEPTED);
			}
			assertThat(mailbox.offer(letter(-1))).isEqualTo(Offer.FULL);
			assertThat(mailbox.size()).isEqualTo(capacity);
			// The chain grew on what is left of the batch: each letter read makes room
			// for one.
			assertThat(mailbox.poll().message).isEqualTo(read);
			assertThat(mailbox.offer(letter(capacity + read))).isEqualTo(Offer.ACCEPTED);
			assertThat(mailbox.offer(letter(-1))).isEqualTo(Offer.FULL);
			assertThat(drain(mailbox)).hasSize(capacity).isSorted();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 8, 1000 })
	void boundIsExactAfterTheReaderLetGo(int capacity) {
		TestMailbox<Integer> mailbox = opened(capacity);
		fill(mailbox, capacity);
		drain(mailbox);
		assertThat(mailbox.release()).isTrue();
		assertThat(mailbox.offer(letter(0))).isEqualTo(Offer.ACCEPTED_IDLE);
		for (int i = 1; i < capacity; i++) {
			assertThat(mailbox.offer(letter(i))).isEqualTo(Offer.ACCEPTED);
		}
		assertThat(mailbox.offer(letter(-1))).isEqualTo(Offer.FULL);
	}

	@Test
	void letterThatIsPutBackBeforeAnythingWasReadCountsInItsOwnMailboxOnly() {
		TestMailbox<Integer> mailbox = idle(3);
		assertThat(mailbox.offer(letter(1))).isEqualTo(Offer.ACCEPTED_IDLE);
		mailbox.putBack(letter(0));
		assertThat(mailbox.size()).isEqualTo(2);
		assertThat(new TestMailbox<>(1).size()).isZero();
		assertThat(mailbox.offer(letter(2))).isEqualTo(Offer.ACCEPTED);
		assertThat(mailbox.offer(letter(-1))).isEqualTo(Offer.FULL);
		assertThat(drain(mailbox)).containsExactly(0, 1, 2);
		assertThat(mailbox.release()).isTrue();
	}

	@Test
	void letterThatIsPutBackIntoAnIdleMailboxThatWasClosedIsCounted() {
		TestMailbox<Integer> mailbox = idle(3);
		assertThat(mailbox.close()).isTrue();
		mailbox.putBack(letter(0));
		assertThat(mailbox.size()).isEqualTo(1);
		assertThat(new TestMailbox<>(1).size()).isZero();
		assertThat(drain(mailbox)).containsExactly(0);
		assertThat(mailbox.size()).isZero();
	}

	@Test
	void onlyTheFirstLetterOnAnIdleMailboxSchedulesTheActor() {
		TestMailbox<Integer> mailbox = idle(4);
		assertThat(mailbox.offer(letter(1))).isEqualTo(Offer.ACCEPTED_IDLE);
		assertThat(mailbox.offer(letter(2))).isEqualTo(Offer.ACCEPTED);
		assertThat(mailbox.poll().message).isEqualTo(1);
		assertThat(mailbox.offer(letter(3))).isEqualTo(Offer.ACCEPTED);
		assertThat(drain(mailbox)).containsExactly(2, 3);
		assertThat(mailbox.offer(letter(4))).isEqualTo(Offer.ACCEPTED);
	}

	@Test
	void readerDoesNotLetGoOfALetterThatCameAfterItsLastLook() {
		TestMailbox<Integer> mailbox = opened(4);
		assertThat(mailbox.poll()).isNull();
		mailbox.offer(letter(1));
		assertThat(mailbox.release()).isFalse();
		assertThat(drain(mailbox)).containsExactly(1);
		assertThat(mailbox.release()).isTrue();
	}

	@Test
	void closeKeepsWhatWasAcceptedAndRefusesTheRest() {
		TestMailbox<Integer> mailbox = opened(4);
		fill(mailbox, 3);
		assertThat(mailbox.poll().message).isZero();
		mailbox.offer(letter(3));
		assertThat(mailbox.close()).isFalse();
		assertThat(mailbox.offer(letter(4))).isEqualTo(Offer.CLOSED);
		assertThat(mailbox.size()).isEqualTo(3);
		assertThat(drain(mailbox)).containsExactly(1, 2, 3);
		assertThat(mailbox.size()).isZero();
		assertThat(mailbox.isClosed()).isTrue();
		assertThat(mailbox.release()).isFalse();
	}

	@Test
	void closeOfAnIdleMailboxHandsTheActorToTheCaller() {
		TestMailbox<Integer> mailbox = idle(4);
		assertThat(mailbox.close()).isTrue();
		assertThat(mailbox.close()).isFalse();
		assertThat(mailbox.poll()).isNull();
		assertThat(mailbox.size()).isZero();
	}

	@Test
	void closeWhileALetterIsOnItsWayDoesNotHandOverTheActor() {
		TestMailbox<Integer> mailbox = idle(4);
		assertThat(mailbox.offer(letter(1))).isEqualTo(Offer.ACCEPTED_IDLE);
		assertThat(mailbox.close()).isFalse();
		assertThat(drain(mailbox)).containsExactly(1);
	}

	@Test
	void openChangesNothingOnAnOpenMailbox() {
		TestMailbox<Integer> mailbox = opened(2);
		mailbox.offer(letter(1));
		mailbox.open();
		assertThat(mailbox.size()).isEqualTo(1);
		assertThat(drain(mailbox)).containsExactly(1);
	}

	@Test
	void reopenedMailboxHasItsWholeBoundAgain() {
		TestMailbox<Integer> mailbox = opened(2);
		fill(mailbox, 2);
		mailbox.close();
		drain(mailbox);
		mailbox.open();
		fill(mailbox, 2);
		assertThat(mailbox.offer(letter(9))).isEqualTo(Offer.FULL);
		assertThat(drain(mailbox)).containsExactly(0, 1);
	}

	@Test
	void reopenedMailboxStillHasWhatWasLeftInOrderWithinItsBound() {
		TestMailbox<Integer> mailbox = opened(4);
		fill(mailbox, 2);
		assertThat(mailbox.poll()).isNotNull();
		mailbox.offer(letter(2));
		mailbox.close();
		mailbox.open();
		assertThat(mailbox.size()).isEqualTo(2);
		mailbox.offer(letter(3));
		assertThat(mailbox.offer(letter(4))).isEqualTo(Offer.ACCEPTED);
		assertThat(mailbox.offer(letter(9))).isEqualTo(Offer.FULL);
		assertThat(drain(mailbox)).containsExactly(1, 2, 3, 4);
		assertThat(mailbox.release()).isTrue();
	}

	@Test
	void mailboxReopenedWithoutLettersIsHeldByWhoReopensIt() {
		TestMailbox<Integer> mailbox = idle(4);
		assertThat(mailbox.close()).isTrue();
		mailbox.open();
		assertThat(mailbox.offer(letter(1))).isEqualTo(Offer.ACCEPTED);
		assertThat(drain(mailbox)).containsExactly(1);
		assertThat(mailbox.release()).isTrue();
	}

	@Test
	void onlyAnIdleActorCanBeClaimedAndOnlyOnce() {
		TestMailbox<Integer> mailbox = idle(4);
		assertThat(mailbox.claim()).isTrue();
		assertThat(mailbox.claim()).isFalse();
		assertThat(mailbox.offer(letter(1))).isEqualTo(Offer.ACCEPTED);
		assertThat(drain(mailbox)).containsExactly(1);
		assertThat(mailbox.release()).isTrue();
		mailbox.close();
		assertThat(mailbox.claim()).isFalse();
	}

	private static Letter<Integer> letter(int message) {
		return new Letter<>(message, null);
	}

	private static TestMailbox<Integer> opened(int capacity) {
		TestMailbox<Integer> mailbox = new TestMailbox<>(capacity);
		mailbox.open();
		return mailbox;
	}

	private static TestMailbox<Integer> idle(int capacity) {
		TestMailbox<Integer> mailbox = opened(capacity);
		assertThat(mailbox.release()).isTrue();
		return mailbox;
	}

	private static void fill(TestMailbox<Integer> mailbox, int count) {
		for (int i = 0; i < count; i++) {
			assertThat(mailbox.offer(letter(i))).isEqualTo(Offer.ACCEPTED);
		}
	}

	private static List<Integer> drain(TestMailbox<Integer> mailbox) {
		List<Integer> messages = new ArrayList<>();
		for (Letter<Integer> letter = mailbox.poll(); letter != null; letter = mailbox.poll()) {
			messages.add(letter.message);
		}
		return messages;
	}

}
