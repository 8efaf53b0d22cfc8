package dev.concurrency;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.UndeliveredHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What is not delivered is counted and passed on. */
class UndeliveredTallyTests {

	@Test
	void countsAllAndNamesSome() {
		UndeliveredTally tally = new UndeliveredTally((process, items, reason) -> {
		});
		for (int i = 0; i < UndeliveredTally.MAX_NAMED + 1; i++) {
			tally.undelivered(actor(i), List.of("one", "two"), "stopped");
		}
		assertThat(tally.items()).isEqualTo(2L * (UndeliveredTally.MAX_NAMED + 1));
		assertThat(tally.processes()).hasSize(UndeliveredTally.MAX_NAMED);
	}

	@Test
	void countsAlsoWhatTheHandlerFailsOn() {
		UndeliveredTally tally = new UndeliveredTally((process, items, reason) -> {
			throw new IllegalStateException("full");
		});
		assertThatIllegalStateException().isThrownBy(() -> tally.undelivered(actor(1), List.of("one"), "stopped"));
		assertThat(tally.items()).isEqualTo(1);
	}

	@Test
	void passesOnWhatHadToMakeRoomAsSuchAndDoesNotCountIt() {
		List<Object> evicted = new ArrayList<>();
		UndeliveredTally tally = new UndeliveredTally(new UndeliveredHandler() {

			@Override
			public void undelivered(ProcessRef process, List<?> items, String reason) {
				evicted.add("undelivered " + items);
			}

			@Override
			public void evicted(ProcessRef process, Object item) {
				evicted.add(item);
			}

		});
		tally.evicted(actor(1), "one");
		assertThat(evicted).containsExactly("one");
		assertThat(tally.items()).isZero();
		assertThat(tally.processes()).isEmpty();
	}

	private static ProcessRef actor(int number) {
		return new ProcessRef(ProcessKind.ACTOR, ProcessPath.ROOT.child("actor-" + number), null);
	}

}
