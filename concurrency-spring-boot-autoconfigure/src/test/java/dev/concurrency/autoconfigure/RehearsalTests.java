package dev.concurrency.autoconfigure;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** In the background nobody hears that a rehearsal has failed. */
@ExtendWith(OutputCaptureExtension.class)
class RehearsalTests {

	@Test
	void theRehearsalGoesThroughWithoutAnotherThreadAndWithoutAWord(CapturedOutput output) throws Exception {
		assertThat(threadsOfRehearsal()).isOne();
		assertThat(output).doesNotContain("[rehearsal]");
	}

	@Test
	void theRehearsalGoesThroughWhateverSurroundsTheApplication() throws Exception {
		System.setProperty("concurrency.sinks.instances.unknown.capacity", "none");
		try {
			assertThat(threadsOfRehearsal()).isOne();
		}
		finally {
			System.clearProperty("concurrency.sinks.instances.unknown.capacity");
		}
	}

	/** Who makes a thread has it in its own group. */
	private static int threadsOfRehearsal() throws Exception {
		ThreadGroup group = new ThreadGroup("rehearsal");
		FutureTask<Integer> rehearsal = new FutureTask<>(() -> {
			Rehearsal.run();
			return group.enumerate(new Thread[2]);
		});
		new Thread(group, rehearsal, "rehearsal").start();
		return rehearsal.get(30, TimeUnit.SECONDS);
	}

}
