package dev.concurrency.worker;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.BoundedPool;
import dev.concurrency.process.Declared;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.Supervised;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.process.Watchdog;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.wheel.WheelTimer;

import static org.assertj.core.api.Assertions.assertThat;

/** A worker that waits in the timer itself, whose thread is the test's. */
@Timeout(60)
class TickWaitTests implements TimeSource {

	private static final Duration PERIOD = Duration.ofMillis(100);

	private final List<Long> ticks = new ArrayList<>();

	private final TreeMap<Long, Runnable> plans = new TreeMap<>();

	private final TestIncarnation incarnation = (cause) -> {
	};

	private @Nullable Runnable driver;

	private @Nullable PeriodicTask task;

	private long now;

	private final WheelTimer timer = new WheelTimer(this, (driving) -> {
		this.driver = driving;
		return new Thread(() -> {
		});
	});

	@Test
	void theTicksOfAWorkerComeOnceEach() {
		start(worker());
		runUntil(350);
		assertThat(this.ticks).containsExactly(100L, 200L, 300L);
	}

	/** Else the timer would hold one object twice, and the second wait be the first. */
	@Test
	void aWaitThatIsOverEarlyComesToNothingBesideTheNextOne() {
		Declared<PeriodicWorker> worker = start(worker());
		this.plans.put(50L, () -> assertThat(worker.handle().trigger()).isTrue());
		this.plans.put(170L, () -> assertThat(worker.handle().trigger()).isTrue());
		runUntil(480);
		assertThat(this.ticks).containsExactly(50L, 150L, 170L, 270L, 370L, 470L);
	}

	@Test
	void aScheduleThatBecomesShorterAndLongerIsKept() {
		Declared<PeriodicWorker> worker = start(worker());
		this.plans.put(150L, () -> worker.handle().reconfigure((settings) -> settings.withSchedule(every(20))));
		this.plans.put(195L, () -> worker.handle().reconfigure((settings) -> settings.withSchedule(every(2000))));
		this.plans.put(2300L, () -> worker.handle().reconfigure((settings) -> settings.withSchedule(every(50))));
		runUntil(2410);
		assertThat(this.ticks).containsExactly(100L, 170L, 190L, 2195L, 2350L, 2400L);
	}

	@Test
	void aTaskThatHasEndedIsNotKept() {
		Declared<PeriodicWorker> worker = start(worker());
		this.plans.put(150L, worker.process()::stop);
		runUntil(160);
		WeakReference<PeriodicTask> ended = new WeakReference<>(this.task);
		this.task = null;
		while (!ended.refersTo(null)) {
			System.gc();
			assertThat(Thread.currentThread().isInterrupted()).as("still kept").isFalse();
		}
		assertThat(worker.process()).isNotNull();
	}

	private static Schedule every(long millis) {
		return Schedule.interval(Duration.ofMillis(millis));
	}

	private Declared<PeriodicWorker> worker() {
		BoundedPool pool = BoundedPool.of(Runnable::run);
		ProcessEnvironment environment = new ProcessEnvironment(this, this.timer, Thread::new, pool, pool, pool, null,
				(event) -> {
				}, (process, items, reason) -> {
				}, new Watchdog(this, this.timer, WatchdogSettings.off()));
		return Workers.create(environment, ProcessPath.ROOT.child("w"), this::newTask,
				WorkerSettings.every(PERIOD).withNonBlocking(true));
	}

	private PeriodicTask newTask() {
		PeriodicTask created = new PeriodicTask() {
			@Override
			public void tick(TickContext context) {
				TickWaitTests.this.ticks.add(TickWaitTests.this.now / 1_000_000);
			}
		};
		this.task = created;
		return created;
	}

	private Declared<PeriodicWorker> start(Declared<PeriodicWorker> worker) {
		Supervised process = worker.process();
		process.start(this.incarnation);
		process.record().starting(this.incarnation.id(), false);
		process.record().running();
		return worker;
	}

	private void runUntil(long millis) {
		this.plans.put(millis, this.timer::close);
		Objects.requireNonNull(this.driver).run();
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Instant instant() {
		return Instant.EPOCH.plusNanos(this.now);
	}

	/** Whatever is planned comes while the timer sleeps. */
	@Override
	public void park(Object blocker, long nanos) {
		Map.Entry<Long, Runnable> next = this.plans.firstEntry();
		long at = next.getKey() * 1_000_000;
		if (nanos <= at - this.now) {
			this.now += nanos;
			return;
		}
		this.now = at;
		this.plans.remove(next.getKey());
		next.getValue().run();
	}

}
