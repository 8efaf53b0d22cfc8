package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The report of a stop says what was accepted and came to nothing. */
@Timeout(60)
class StopReportTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final RestartPolicy SLOW = new RestartPolicy(10, LONG, new Backoff(LONG, LONG, 1, 0, LONG));

	private final List<Object> undelivered = new CopyOnWriteArrayList<>();

	private final CountDownLatch waits = new CountDownLatch(1);

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
		.restarts(SLOW)
		.undeliveredHandler((process, items, reason) -> this.undelivered.addAll(items))
		.listener((event) -> {
			if (event instanceof ProcessEvent.Restarting) {
				this.waits.countDown();
			}
		})
		.build();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void messagesOfAnActorThatWaitsForItsRestartAreCountedAndItIsNamed() throws Exception {
		ActorGroup<String, String> airports = this.runtime.group("airport", StopReportTests::crashing,
				ActorSettings.defaults().withRestarts(SLOW));
		this.runtime.start();
		ActorRef<String> phoenix = airports.ref("PHX");
		assertThat(phoenix.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.waits.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(phoenix.tryTell("one")).isEqualTo(Admission.ACCEPTED);
		assertThat(phoenix.tryTell("two")).isEqualTo(Admission.ACCEPTED);
		StopReport report = this.runtime.stop(LONG);
		assertThat(this.undelivered).containsExactly("one", "two");
		assertThat(report.undelivered()).isEqualTo(2);
		assertThat(report.notDrained()).containsExactly(new ProcessPath("root/actors/airport/PHX"));
		assertThat(report.isClean()).isFalse();
		assertThat(report.summary())
			.endsWith("did not finish: [root/actors/airport/PHX], interrupted 0, undelivered 2, dead-lettered 0");
	}

	@Test
	void whatWaitsForItsRestartWithNothingToDoHadFailedBefore() throws Exception {
		ActorRef<String> actor = this.runtime.actor("board", StopReportTests::crashing, ActorSettings.defaults());
		this.runtime.start();
		assertThat(actor.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.waits.await(10, TimeUnit.SECONDS)).isTrue();
		StopReport report = this.runtime.stop(LONG);
		assertThat(report.notDrained()).isEmpty();
		assertThat(report.isClean()).isTrue();
	}

	@Test
	void itemsThatCannotBeWrittenDuringTheStopAreCounted() {
		BackgroundSink<String> sink = failing();
		this.runtime.start();
		assertThat(sink.tryPush("lost")).isEqualTo(Admission.ACCEPTED);
		StopReport report = this.runtime.stop(LONG);
		assertThat(report.deadLettered()).isEqualTo(1);
		assertThat(report.notDrained()).containsExactly(sink.path());
		assertThat(report.isClean()).isFalse();
	}

	@Test
	void whatCouldNotBeWrittenBeforeTheStopIsNotPartOfIt() throws Exception {
		BackgroundSink<String> sink = failing();
		this.runtime.start();
		assertThat(sink.tryPush("lost")).isEqualTo(Admission.ACCEPTED);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> sink.flush().toCompletableFuture().get(10, TimeUnit.SECONDS));
		assertThat(sink.snapshot().deadLettered()).isEqualTo(1);
		assertThat(this.runtime.stop(LONG).isClean()).isTrue();
	}

	@Test
	void whatWasUndeliveredBeforeTheStopIsNotPartOfIt() throws Exception {
		ActorRef<String> actor = this.runtime.actor("board", StopReportTests::crashing, ActorSettings.defaults());
		this.runtime.start();
		assertThat(actor.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.waits.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(actor.tryTell("one")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.runtime.stop(LONG).undelivered()).isEqualTo(1);
		this.runtime.start();
		assertThat(this.runtime.stop(LONG).isClean()).isTrue();
	}

	@Test
	void aStopThatLeavesNothingOverSaysSo() {
		assertThat(new StopReport(Duration.ofMillis(47), 0, 0, 0, List.of()).summary())
			.isEqualTo("after 47 ms, nothing was left over");
	}

	private BackgroundSink<String> failing() {
		return this.runtime.sink("texts", (batch) -> {
			throw new IllegalStateException("database gone");
		}, SinkSettings.defaults().withLinger(LONG));
	}

	private static Actor<String> crashing() {
		return (message, context) -> {
			throw new IllegalStateException(message);
		};
	}

}
