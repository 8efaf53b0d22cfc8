package dev.concurrency.supervision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

/**
 * Random histories against the invariants of {@link SupervisorMachine}. To repeat one,
 * give its seed to {@link #play}.
 */
class SupervisorMachineHistoryTests {

	private static final int HISTORIES = 5_000;

	@Test
	void theInvariantsHoldInAnyHistory() {
		for (long seed = 1; seed <= HISTORIES; seed++) {
			play(seed);
		}
	}

	private static void play(long seed) {
		History history = new History(new SplittableRandom(seed));
		try {
			history.play();
		}
		catch (AssertionError | RuntimeException ex) {
			throw new AssertionError("seed " + seed + ": " + ex.getMessage() + "\n" + history.text(), ex);
		}
	}

	private static final class History {

		private final StringBuilder text = new StringBuilder();

		private final List<Child> children = new ArrayList<>();

		private final List<SupervisorEvent> said = new ArrayList<>();

		private final SplittableRandom random;

		private final SupervisorSettings settings;

		private final MachineDriver driver;

		private final MachineModel model;

		private int names;

		History(SplittableRandom random) {
			this.random = random;
			Backoff backoff = random.nextBoolean() ? Backoff.NONE
					: new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), 2, 0.2, Duration.ofSeconds(8));
			this.settings = MachineDriver.settings(random.nextInt(4), backoff,
					random.nextBoolean() ? StopOrder.SEQUENTIAL : StopOrder.CONCURRENT,
					random.nextBoolean() ? Escalation.FAIL : Escalation.LEAVE_DOWN);
			this.model = new MachineModel(this.settings);
			this.driver = new MachineDriver(this.settings, random::nextDouble, this::check);
		}

		void play() {
			for (int i = this.random.nextInt(4); i > 0; i--) {
				add(false);
			}
			for (int runs = 1 + this.random.nextInt(2); runs > 0; runs--) {
				on(new SupervisorEvent.Start());
				for (int steps = this.random.nextInt(30); steps > 0; steps--) {
					step();
				}
				settle();
			}
		}

		private void step() {
			switch (this.random.nextInt(12)) {
				case 0, 1, 2, 3 -> say(this.random.nextInt(4) != 0);
				case 4, 5 -> say(false);
				case 6 -> repeat();
				case 7, 8, 9 -> advance(Duration.ofMillis(this.random.nextInt(5000)));
				case 10 -> add(this.random.nextBoolean());
				default -> on(switch (this.random.nextInt(4)) {
					case 0 -> new SupervisorEvent.Abort();
					case 1 -> new SupervisorEvent.Start();
					default -> new SupervisorEvent.Stop();
				});
			}
		}

		private void add(boolean spawned) {
			boolean supervisor = this.random.nextInt(4) == 0;
			Duration timeout = (supervisor || this.random.nextInt(6) == 0) ? Durations.MAX
					: Duration.ofMillis(this.random.nextInt(4000));
			Child child = MachineDriver.child("c" + this.names++,
					supervisor ? ProcessKind.SUPERVISOR : ProcessKind.SINK, timeout);
			this.children.add(child);
			on(spawned ? new SupervisorEvent.Spawn(child) : new SupervisorEvent.Declare(child));
		}

		/** A child says that it is ready or over. */
		private void say(boolean ready) {
			if (this.children.isEmpty()) {
				return;
			}
			Child child = this.children.get(this.random.nextInt(this.children.size()));
			if (!this.model.isAlive(child)) {
				return;
			}
			SupervisorEvent event = ready ? new SupervisorEvent.Ready(child, child.incarnation)
					: new SupervisorEvent.Exited(child, child.incarnation, cause());
			this.said.add(event);
			on(event);
		}

		private @Nullable Throwable cause() {
			return switch (this.random.nextInt(8)) {
				case 0, 1 -> null;
				case 2 -> new OutOfMemoryError();
				case 3 -> new SupervisionException.ShutdownTimedOut(MachineDriver.PATH, 1 + this.random.nextInt(3));
				default -> new IllegalStateException();
			};
		}

		/** Something that was said before comes once more, or very late. */
		private void repeat() {
			if (!this.said.isEmpty()) {
				on(this.said.get(this.random.nextInt(this.said.size())));
			}
		}

		/** Whatever happened: a start comes to an end, and so does a stop. */
		private void settle() {
			if (this.random.nextBoolean()) {
				for (int i = 0; i < this.children.size() && !this.model.isEnded(); i++) {
					this.children.stream()
						.filter(this.model::isStarting)
						.toList()
						.forEach((child) -> on(new SupervisorEvent.Ready(child, child.incarnation)));
				}
				this.model.checkStarted();
			}
			on(this.random.nextInt(4) == 0 ? new SupervisorEvent.Abort() : new SupervisorEvent.Stop());
			while (!this.model.isEnded()) {
				List<Child> asked = this.children.stream().filter(this.model::isAsked).toList();
				this.model.checkStopGoesOn(asked);
				Child child = asked.get(this.random.nextInt(asked.size()));
				on(new SupervisorEvent.Exited(child, child.incarnation, this.random.nextBoolean() ? null : cause()));
			}
			advance(Duration.ofSeconds(this.random.nextInt(100)));
		}

		private void advance(Duration duration) {
			this.text.append("advance ").append(duration.toMillis()).append(" ms\n");
			this.driver.advance(duration);
		}

		private void on(SupervisorEvent event) {
			this.driver.on(event);
		}

		private void check(SupervisorEvent event, List<SupervisorCommand> commands, long now) {
			this.text.append(event)
				.append("\n    -> ")
				.append(commands.stream().map(MachineDriver::word).toList())
				.append('\n');
			this.model.check(event, commands, now);
		}

		String text() {
			return this.settings + "\n" + this.text;
		}

	}

}
