package dev.concurrency.process;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who makes room for whom among the dead. */
class TerminatedProcessesTests {

	private final TerminatedProcesses terminated = new TerminatedProcesses();

	@Test
	void oldestCleanEndMakesRoomFirst() {
		fail(1);
		for (int id = 2; id <= 102; id++) {
			end(id);
		}
		assertThat(ids()).hasSize(TerminatedProcesses.SIZE).startsWith(1L, 4L).endsWith(102L);
	}

	@Test
	void whereAllHaveFailedTheNewestMakesRoomForTheNext() {
		for (int id = 1; id <= 102; id++) {
			fail(id);
		}
		assertThat(ids()).hasSize(TerminatedProcesses.SIZE).startsWith(1L, 2L).endsWith(98L, 99L, 102L);
	}

	@Test
	void cleanEndTakesNoRoomFromFailures() {
		for (int id = 1; id <= 100; id++) {
			fail(id);
		}
		end(101);
		assertThat(ids()).hasSize(TerminatedProcesses.SIZE).doesNotContain(101L);
	}

	@Test
	void processIsFoundByItsLastIncarnation() {
		fail(7);
		assertThat(this.terminated.find(new ProcessId(7))).get()
			.satisfies((process) -> assertThat(process.status()).isInstanceOf(ProcessStatus.Failed.class));
		assertThat(this.terminated.find(new ProcessId(8))).isEmpty();
	}

	@Test
	void whoNeverBeganIsNotKept() {
		this.terminated.add(record().lastSnapshot(new KindSnapshot.None()));
		assertThat(ids()).isEmpty();
	}

	private void end(long id) {
		add(id, null);
	}

	private void fail(long id) {
		add(id, new IllegalStateException("broken"));
	}

	private void add(long id, @Nullable Throwable cause) {
		ProcessRecord record = record();
		record.starting(new ProcessId(id), false);
		record.over(cause, "", Duration.ZERO, "");
		this.terminated.add(record.lastSnapshot(new KindSnapshot.None()));
	}

	private static ProcessRecord record() {
		return new ProcessRecord(ProcessKind.ACTOR, ProcessPath.ROOT.child("a"), TimeSource.system(), (event) -> {
		}, Runnable::run, null);
	}

	private List<Long> ids() {
		return this.terminated.all().stream().map((process) -> process.process().id().value()).toList();
	}

}
