package dev.concurrency.supervision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

/**
 * Drives a {@link SupervisorMachine} through a history: time moves by hand, what the
 * machine schedules comes when it is due, and its commands are kept as words.
 */
final class MachineDriver {

	static final ProcessPath PATH = ProcessPath.ROOT.child("sinks");

	static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

	private final PriorityQueue<Due> due = new PriorityQueue<>(
			Comparator.comparingLong(Due::at).thenComparingLong(Due::number));

	private final List<SupervisorCommand> commands = new ArrayList<>();

	private final List<String> words = new ArrayList<>();

	private final SupervisorMachine machine;

	private final Observer observer;

	private long now;

	private long numbers;

	MachineDriver(SupervisorSettings settings) {
		this(settings, () -> 0);
	}

	MachineDriver(SupervisorSettings settings, DoubleSupplier random) {
		this(settings, random, (event, decided, now) -> {
		});
	}

	MachineDriver(SupervisorSettings settings, DoubleSupplier random, Observer observer) {
		this.machine = new SupervisorMachine(PATH, settings, random);
		this.observer = observer;
	}

	static MachineDriver of(int maxRestarts, Backoff backoff, StopOrder order) {
		return new MachineDriver(settings(maxRestarts, backoff, order, Escalation.FAIL));
	}

	static SupervisorSettings settings(int maxRestarts, Backoff backoff, StopOrder order, Escalation escalation) {
		return new SupervisorSettings(new RestartPolicy(maxRestarts, Duration.ofSeconds(60), backoff), order,
				escalation);
	}

	/** Declares a child with the usual timeout. */
	Child declare(String name) {
		Child child = child(name, ProcessKind.SINK, STOP_TIMEOUT);
		on(new SupervisorEvent.Declare(child));
		return child;
	}

	Child declareSupervisor(String name) {
		Child child = child(name, ProcessKind.SUPERVISOR, Durations.MAX);
		on(new SupervisorEvent.Declare(child));
		return child;
	}

	static Child child(String name, ProcessKind kind, Duration shutdownTimeout) {
		return new Child(new FakeChild(kind, PATH.child(name), shutdownTimeout));
	}

	/** Starts and makes every child ready. */
	void startAll(Child... children) {
		on(new SupervisorEvent.Start());
		for (Child child : children) {
			ready(child);
		}
		forget();
	}

	void ready(Child child) {
		on(new SupervisorEvent.Ready(child, child.incarnation));
	}

	void exit(Child child) {
		exit(child, null);
	}

	void exit(Child child, @Nullable Throwable cause) {
		on(new SupervisorEvent.Exited(child, child.incarnation, cause));
	}

	void stop() {
		on(new SupervisorEvent.Stop());
	}

	List<SupervisorCommand> on(SupervisorEvent event) {
		List<SupervisorCommand> decided = this.machine.on(event, this.now);
		this.observer.decided(event, decided, this.now);
		for (SupervisorCommand command : decided) {
			this.commands.add(command);
			if (command instanceof SupervisorCommand.Schedule schedule) {
				long at = this.now + schedule.delayNanos();
				this.due.add(new Due((at < this.now) ? Long.MAX_VALUE : at, this.numbers++, schedule.event()));
			}
			else {
				this.words.add(word(command));
			}
		}
		return decided;
	}

	void advance(Duration duration) {
		long target = this.now + duration.toNanos();
		for (Due next = this.due.peek(); next != null && next.at <= target; next = this.due.peek()) {
			this.due.remove();
			this.now = next.at;
			on(next.event);
		}
		this.now = target;
	}

	int windowUse() {
		return this.machine.windowUse(this.now);
	}

	/** What was commanded since the last time, without what was scheduled. */
	List<String> words() {
		List<String> result = List.copyOf(this.words);
		forget();
		return result;
	}

	/** The causes with which the supervisor ended, null for a clean end. */
	@Nullable Throwable endCause() {
		return this.commands.stream()
			.filter(SupervisorCommand.SelfEnded.class::isInstance)
			.map(SupervisorCommand.SelfEnded.class::cast)
			.reduce((first, second) -> second)
			.orElseThrow()
			.cause();
	}

	private void forget() {
		this.words.clear();
	}

	static String word(SupervisorCommand command) {
		if (command instanceof SupervisorCommand.StartChild start) {
			return "start " + name(start.child()) + '#' + start.incarnation() + (start.restart() ? " again" : "");
		}
		else if (command instanceof SupervisorCommand.StopChild stop) {
			return "stop " + name(stop.child());
		}
		else if (command instanceof SupervisorCommand.AbortChild abort) {
			return "abort " + name(abort.child());
		}
		else if (command instanceof SupervisorCommand.AbandonChild abandon) {
			return "abandon " + name(abandon.child());
		}
		else if (command instanceof SupervisorCommand.ReportReady ready) {
			return "running " + name(ready.child());
		}
		else if (command instanceof SupervisorCommand.ReportFailure failure) {
			return "failed " + name(failure.child());
		}
		else if (command instanceof SupervisorCommand.ReportRestart restart) {
			return "wait " + name(restart.child()) + " attempt " + restart.attempt() + " for "
					+ restart.delayNanos() / 1_000_000 + " ms";
		}
		else if (command instanceof SupervisorCommand.ReportGaveUp gaveUp) {
			return "gave up " + name(gaveUp.child());
		}
		else if (command instanceof SupervisorCommand.EndChild end) {
			return "end " + name(end.child()) + by(end.cause());
		}
		else if (command instanceof SupervisorCommand.SelfEnded ended) {
			return "self ended" + by(ended.cause());
		}
		return (command instanceof SupervisorCommand.Schedule) ? "schedule" : "self ready";
	}

	private static String by(@Nullable Throwable cause) {
		return (cause != null) ? " by " + cause.getClass().getSimpleName() : "";
	}

	static String name(Child child) {
		return child.process().path().name();
	}

	/** Sees every step. */
	@FunctionalInterface
	interface Observer {

		void decided(SupervisorEvent event, List<SupervisorCommand> commands, long now);

	}

	private record Due(long at, long number, SupervisorEvent event) {
	}

}
