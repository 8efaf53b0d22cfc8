package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.StopReport;
import dev.concurrency.SupervisorRef;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.process.RestartType;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.time.Backoff;

/**
 * A runtime whose trees a test builds, breaks and looks at. Nobody watches how long calls
 * take.
 */
final class TreeBench implements AutoCloseable {

	/** Longer than anything takes. */
	static final Duration LONG = Duration.ofMinutes(1);

	/** Longer than an interrupted process may take before it is left behind. */
	static final Duration PATIENCE = Duration.ofSeconds(3);

	/** So many restarts that no test uses them up unless it wants to. */
	static final RestartPolicy RESTARTS = new RestartPolicy(100, Duration.ofHours(1), Backoff.NONE);

	static final SinkSettings EAGER = SinkSettings.defaults().withLinger(Duration.ZERO);

	static final UnaryOperator<ChildSpec> TRANSIENT = (spec) -> spec.withRestart(RestartType.TRANSIENT);

	static final UnaryOperator<ChildSpec> TEMPORARY = (spec) -> spec.withRestart(RestartType.TEMPORARY);

	final ManualTime time;

	final RecordingListener events = new RecordingListener();

	final List<Object> undelivered = new CopyOnWriteArrayList<>();

	final BlockingQueue<String> gaveUp = new LinkedBlockingQueue<>();

	final ConcurrencyRuntime runtime;

	private TreeBench(ManualTime time, UnaryOperator<ConcurrencyRuntimeBuilder> changes) {
		this.time = time;
		this.runtime = changes
			.apply(ConcurrencyRuntime.builder()
				.watchdog(WatchdogSettings.off())
				.restarts(RESTARTS)
				.listener(this.events)
				.undeliveredHandler((process, items, reason) -> this.undelivered.addAll(items))
				.giveUpHandler(
						(process, cause) -> this.gaveUp.add(process.path() + " " + cause.getClass().getSimpleName())))
			.build();
	}

	/** With real threads and real time. */
	static TreeBench real() {
		return real(UnaryOperator.identity());
	}

	static TreeBench real(UnaryOperator<ConcurrencyRuntimeBuilder> changes) {
		return new TreeBench(new ManualTime(), changes);
	}

	/** With the test's time; decisions are made on the thread that asks for them. */
	static TreeBench manual() {
		return manual(UnaryOperator.identity());
	}

	static TreeBench manual(UnaryOperator<ConcurrencyRuntimeBuilder> changes) {
		ManualTime time = new ManualTime();
		return new TreeBench(time,
				(builder) -> changes.apply(builder.timeSource(time).timer(time).supervisionExecutor(Runnable::run)));
	}

	SupervisorRef supervisor(String name, RestartStrategy strategy) {
		return this.runtime.supervisor(name, settings(strategy));
	}

	static SupervisorSettings settings(RestartStrategy strategy) {
		return SupervisorSettings.defaults().withStrategy(strategy).withRestarts(RESTARTS);
	}

	/** Waits until a process was ready so many times. */
	void started(BackgroundProcess process, int count) throws InterruptedException {
		this.events.await(ProcessEvent.Started.class, process.path(), count);
	}

	void stopped(BackgroundProcess process, int count) throws InterruptedException {
		this.events.await(ProcessEvent.Stopped.class, process.path(), count);
	}

	ProcessSnapshot find(BackgroundProcess process) {
		return find(process.path());
	}

	ProcessSnapshot find(ProcessPath path) {
		return this.runtime.find(path).orElseThrow();
	}

	CompletableFuture<StopReport> stopping() {
		return ActorBench.stopping(this.runtime, LONG);
	}

	@Override
	public void close() {
		this.runtime.close();
	}

}
