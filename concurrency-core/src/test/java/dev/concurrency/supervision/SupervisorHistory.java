package dev.concurrency.supervision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.Shutdown;
import dev.concurrency.supervision.SupervisorModel.Life;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

/**
 * A random life of one supervisor. What happens is drawn before it happens, as steps of
 * plain numbers, so that a history with steps left out is a history too. Immutable.
 *
 * @param seed where the settings come from
 * @param steps what happens
 */
record SupervisorHistory(long seed, List<Step> steps) {

	private static final int LONGEST = 60;

	static SupervisorHistory random(long seed) {
		SplittableRandom random = new SplittableRandom(~seed);
		List<Step> steps = new ArrayList<>();
		for (int i = random.nextInt(5); i > 0; i--) {
			steps.add(Step.random(What.DECLARE, random));
		}
		for (int runs = 1 + random.nextInt(2); runs > 0; runs--) {
			steps.add(Step.random((random.nextInt(20) == 0) ? What.STOP_OVERTAKES_START : What.START, random));
			for (int i = random.nextInt(LONGEST); i > 0; i--) {
				steps.add(Step.random(What.usual(random), random));
			}
			if (random.nextInt(3) != 0) {
				steps.add(Step.random(What.CALM, random));
			}
			steps.add(Step.random(What.END, random));
		}
		return new SupervisorHistory(seed, List.copyOf(steps));
	}

	/** Why the history is none of a supervisor, null if it is. */
	@Nullable String fault() {
		return (played(new Stage(this, null)) != null) ? told() : null;
	}

	/** Once more, now with what happened: to write that down takes most of the time. */
	private String told() {
		StringBuilder text = new StringBuilder();
		Stage stage = new Stage(this, text);
		return played(stage) + "\n" + stage.settings + "\n" + text;
	}

	private static @Nullable Throwable played(Stage stage) {
		try {
			stage.play();
			return null;
		}
		catch (AssertionError | RuntimeException ex) {
			return ex;
		}
	}

	/**
	 * The shortest history found that has a fault too, by leaving out step after step.
	 */
	SupervisorHistory shrunk() {
		return new SupervisorHistory(this.seed,
				Shrinker.shortest(this.steps, (rest) -> new SupervisorHistory(this.seed, rest).fault() != null));
	}

	private static SupervisorSettings settings(SplittableRandom random) {
		RestartStrategy strategy = oneOf(random, RestartStrategy.values());
		Backoff backoff = random.nextBoolean() ? Backoff.NONE
				: new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), 2, 0.2, Duration.ofSeconds(8));
		int max = (random.nextInt(3) == 0) ? 100 : random.nextInt(5);
		Escalation escalation = (strategy.isGroup() || random.nextBoolean()) ? Escalation.FAIL : Escalation.LEAVE_DOWN;
		// The model sees from its timer that a stop begins.
		Duration budget = random.nextBoolean() ? Duration.ofDays(1) : Duration.ofMillis(1 + random.nextInt(6000));
		return new SupervisorSettings(strategy, new RestartPolicy(max, Duration.ofSeconds(20), backoff),
				oneOf(random, ChildOrder.values()), oneOf(random, ChildOrder.values()),
				oneOf(random, AutoShutdown.values()), budget, escalation);
	}

	private static <T> T oneOf(SplittableRandom random, T[] values) {
		return values[random.nextInt(values.length)];
	}

	/** What can happen. */
	enum What {

		DECLARE(2), SPAWN(3), ADOPT(1), READY(12), EXIT(10), RETURN(3), HANG(2), SETTLE(8), AGAIN(3), ADVANCE(8),
		TERMINATE(3), RESTART(4), DELETE(2), STOP(1), ABORT(1), START(0), STOP_OVERTAKES_START(0), CALM(0), END(0);

		private final int weight;

		What(int weight) {
			this.weight = weight;
		}

		static What usual(SplittableRandom random) {
			int at = random.nextInt(Stream.of(values()).mapToInt((what) -> what.weight).sum());
			for (What what : values()) {
				at -= what.weight;
				if (at < 0) {
					return what;
				}
			}
			throw new IllegalStateException();
		}

	}

	/**
	 * One step.
	 *
	 * @param what happens
	 * @param whom it happens to: the number of a child, whatever the number of children
	 * @param how it happens
	 */
	record Step(What what, int whom, long how) {

		static Step random(What what, SplittableRandom random) {
			return new Step(what, random.nextInt(1 << 20), random.nextLong());
		}

	}

	/** Where a history is played. Not thread-safe. */
	private static final class Stage {

		private final @Nullable StringBuilder text;

		private final List<Child> children = new ArrayList<>();

		private final List<SupervisorEvent> happened = new ArrayList<>();

		private final SupervisorHistory history;

		private final SupervisorSettings settings;

		private final MachineDriver driver;

		private final SupervisorModel model;

		private final boolean settlesAtOnce;

		private long runs;

		Stage(SupervisorHistory history, @Nullable StringBuilder text) {
			this.text = text;
			SplittableRandom random = new SplittableRandom(history.seed);
			this.history = history;
			this.settings = settings(random);
			this.settlesAtOnce = random.nextBoolean();
			this.driver = new MachineDriver(this.settings, random::nextDouble, this::decided);
			this.model = new SupervisorModel(this.settings, this.driver::restartsPerformed);
			this.driver.settleByHand();
		}

		void play() {
			this.history.steps.forEach((step) -> {
				play(step, new SplittableRandom(step.how));
				if (this.settlesAtOnce) {
					settleAll();
				}
			});
		}

		private void play(Step step, SplittableRandom random) {
			switch (step.what) {
				case DECLARE -> {
					if (this.settings.strategy() != RestartStrategy.DYNAMIC) {
						on(new SupervisorEvent.Declare(child(random, false)));
					}
				}
				case SPAWN -> on(new SupervisorEvent.Spawn(child(random, true), new Request()));
				case ADOPT -> on(new SupervisorEvent.Spawn(child(random, true), null));
				case READY -> with(step, this.model::isStarting, this::ready);
				case EXIT -> with(step, this::mayExit, (child) -> exit(child, cause(child, random)));
				case RETURN -> with(step, this.model::isAbandoned, (child) -> exit(child, cause(child, random)));
				case HANG -> with(step, (child) -> true, this::hang);
				case SETTLE -> with(step, this.model::isEnding, this.driver::settle);
				case AGAIN -> again(step);
				case ADVANCE -> advance(Duration.ofMillis(random.nextInt(5000)));
				case TERMINATE ->
					with(step, (child) -> true, (child) -> on(new SupervisorEvent.Terminate(child, new Request())));
				case RESTART ->
					with(step, (child) -> true, (child) -> on(new SupervisorEvent.Restart(child, new Request())));
				case DELETE ->
					with(step, (child) -> true, (child) -> on(new SupervisorEvent.Delete(child, new Request())));
				case STOP -> on(new SupervisorEvent.Stop(this.runs));
				case ABORT -> on(new SupervisorEvent.Abort(this.runs));
				case START -> start();
				case STOP_OVERTAKES_START -> {
					if (!this.model.isRunning()) {
						on(new SupervisorEvent.Stop(this.runs + 1));
						start();
					}
				}
				case CALM -> calm();
				case END -> end(random);
			}
		}

		private void start() {
			if (!this.model.isRunning()) {
				on(new SupervisorEvent.Start(++this.runs));
			}
		}

		/** A child that waits for its init or stop timer does not need to exit. */
		private boolean mayExit(Child child) {
			return this.model.hasThread(child) && !this.model.isAbandoned(child);
		}

		private void with(Step step, Predicate<Child> which, Consumer<Child> action) {
			List<Child> candidates = this.children.stream().filter(which).toList();
			if (!candidates.isEmpty()) {
				action.accept(candidates.get(step.whom % candidates.size()));
			}
		}

		private Child child(SplittableRandom random, boolean spawned) {
			ProcessKind kind = (random.nextInt(5) == 0) ? ProcessKind.SUPERVISOR : ProcessKind.SINK;
			RestartType restart = oneOf(random, RestartType.values());
			boolean significant = restart != RestartType.PERMANENT && this.settings.autoShutdown() != AutoShutdown.NEVER
					&& random.nextBoolean();
			Shutdown shutdown = switch (random.nextInt(5)) {
				case 0 -> new Shutdown.Brutal();
				case 1 -> new Shutdown.Infinite();
				default -> Shutdown.within(Duration.ofMillis(random.nextInt(4000)));
			};
			Duration init = (random.nextInt(3) != 0) ? Durations.MAX : Duration.ofMillis(500 + random.nextInt(3000));
			Integer own = (random.nextInt(4) != 0) ? null : random.nextInt(3);
			ChildSpec spec = new ChildSpec(restart, shutdown, significant, init, own, true);
			tell(spec::toString);
			Child child = this.driver.child("c" + this.children.size(), kind, (usual) -> spec, spawned);
			this.children.add(child);
			return child;
		}

		private @Nullable Throwable cause(Child child, SplittableRandom random) {
			boolean supervisor = child.process().kind() == ProcessKind.SUPERVISOR;
			return switch (random.nextInt(20)) {
				case 0, 1, 2, 3, 4, 5 -> null;
				case 6 -> new AssertionError();
				case 7 -> new OutOfMemoryError();
				case 8 -> new InterruptedException();
				case 9, 10, 11 -> supervisor
						? new SupervisionException.ShutdownTimedOut(MachineDriver.PATH, 1 + random.nextInt(3)) : null;
				case 12 -> supervisor
						? new SupervisionException.SignificantEnded(MachineDriver.PATH, MachineDriver.PATH) : null;
				default -> new IllegalStateException();
			};
		}

		private void ready(Child child) {
			on(new SupervisorEvent.Ready(child, this.model.incarnation(child)));
		}

		private void exit(Child child, @Nullable Throwable cause) {
			on(new SupervisorEvent.Exited(child, this.model.incarnation(child), cause));
		}

		private void hang(Child child) {
			on(new SupervisorEvent.Hangs(child, this.model.incarnation(child), new TimeoutException()));
		}

		/** Something that was said before comes once more, or very late. */
		private void again(Step step) {
			if (!this.happened.isEmpty()) {
				on(this.happened.get(step.whom % this.happened.size()));
			}
		}

		private void settleAll() {
			for (List<Child> ending = this.model.inLife(Life.ENDING); !ending.isEmpty(); ending = this.model
				.inLife(Life.ENDING)) {
				ending.forEach(this.driver::settle);
			}
		}

		/** Whoever is to do something does it, until there is nothing to do. */
		private void calm() {
			int rounds = 0;
			for (int quiet = 0; quiet < 20 && this.model.isUp(); rounds++) {
				quiet = helpOn() ? 0 : quiet + 1;
				// Not so long that an initialization takes too long meanwhile.
				advance(Duration.ofMillis(400));
				if (rounds > 10 * LONGEST) {
					throw new AssertionError("a supervisor comes to rest");
				}
			}
			if (this.model.isUp()) {
				this.model.checkQuiet();
			}
		}

		private boolean helpOn() {
			List<Child> ending = this.model.inLife(Life.ENDING);
			List<Child> starting = this.model.inLife(Life.STARTING);
			List<Child> asked = this.model.inLife(Life.ASKED);
			List<Child> abandoned = this.model.abandoned();
			ending.forEach(this.driver::settle);
			starting.stream().filter(this.model::isStarting).forEach(this::ready);
			asked.stream().filter(this.model::isAsked).forEach((child) -> exit(child, null));
			abandoned.stream().filter(this.model::isAbandoned).forEach((child) -> exit(child, null));
			return !(ending.isEmpty() && starting.isEmpty() && asked.isEmpty() && abandoned.isEmpty());
		}

		/** Whatever happened: a stop comes to an end. */
		private void end(SplittableRandom random) {
			on((random.nextInt(4) == 0) ? new SupervisorEvent.Abort(this.runs) : new SupervisorEvent.Stop(this.runs));
			while (this.model.isRunning()) {
				List<Child> asked = this.model.inLife(Life.ASKED);
				if (!asked.isEmpty() && random.nextBoolean()) {
					Child child = asked.get(random.nextInt(asked.size()));
					exit(child, cause(child, random));
				}
				else if (asked.isEmpty() && this.model.inLife(Life.ENDING).isEmpty()) {
					throw new AssertionError("a stop that is not over waits for someone whom it has asked");
				}
				else {
					settleAll();
				}
			}
			advance(Duration.ofSeconds(random.nextInt(100)));
		}

		private void advance(Duration duration) {
			this.driver.advance(duration);
		}

		private void on(SupervisorEvent event) {
			this.driver.on(event);
		}

		private void tell(Supplier<String> what) {
			if (this.text != null) {
				this.text.append(what.get()).append('\n');
			}
		}

		private void decided(SupervisorEvent event, List<SupervisorCommand> commands, long now) {
			if (!(event instanceof SupervisorEvent.Start) && event.rank() == SupervisorEvent.Rank.EXIT) {
				this.happened.add(event);
			}
			tell(() -> now / 1_000_000 + " ms: " + event + "\n    -> "
					+ commands.stream().map(MachineDriver::word).toList());
			this.model.check(event, commands, now);
		}

	}

}
