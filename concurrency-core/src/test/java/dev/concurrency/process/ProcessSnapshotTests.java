package dev.concurrency.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessSnapshotTests {

	private static final Instant STARTED = Instant.parse("2026-01-01T00:00:00Z");

	private static final Instant NOW = STARTED.plusSeconds(5);

	static Stream<ProcessStatus> atWork() {
		return Stream.of(new ProcessStatus.Running(), new ProcessStatus.Idle(STARTED),
				new ProcessStatus.Processing(STARTED, "String"), new ProcessStatus.Client(), new ProcessStatus.Paused(),
				new ProcessStatus.Stopping());
	}

	static Stream<ProcessStatus> notAtWork() {
		return Stream.of(new ProcessStatus.Starting(), new ProcessStatus.Restarting(1, NOW),
				new ProcessStatus.Stopped("as asked"), new ProcessStatus.Failed(new IllegalStateException()),
				new ProcessStatus.Abandoned());
	}

	@ParameterizedTest
	@MethodSource("atWork")
	void uptimeGoesOnUntilTheIncarnationHasEnded(ProcessStatus status) {
		assertThat(snapshot(status, STARTED).uptime(NOW)).isEqualTo(Duration.ofSeconds(5));
	}

	@ParameterizedTest
	@MethodSource("notAtWork")
	void whoIsNotAtWorkHasNoUptime(ProcessStatus status) {
		assertThat(snapshot(status, STARTED).uptime(NOW)).isNull();
	}

	@Test
	void whoIsAskedToEndBeforeItWasReadyHasNoUptime() {
		assertThat(snapshot(new ProcessStatus.Stopping(), null).uptime(NOW)).isNull();
	}

	private static ProcessSnapshot snapshot(ProcessStatus status, @Nullable Instant started) {
		return new ProcessSnapshot(new ProcessRef(ProcessKind.PROCESS, ProcessPath.ROOT.child("loop"), null), status,
				STARTED, RestartType.PERMANENT, false, STARTED, started, false, null, 0, 0, null, null, List.of(),
				List.of(), new KindSnapshot.None(), List.of());
	}

}
