package dev.concurrency.supervision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.Shutdown;
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

	private long places;

	private long runs;

	private boolean settlesByHand;

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

	static MachineDriver of(int maxRestarts, Backoff backoff, ChildOrder order) {
		return new MachineDriver(settings(maxRestarts, backoff, order, Escalation.FAIL));
	}

	/** As many restarts as it takes, one stop after the other. */
	static MachineDriver of(RestartStrategy strategy) {
		return new MachineDriver(
				settings(10, Backoff.NONE, ChildOrder.SEQUENTIAL, Escalation.FAIL).withStrategy(strategy));
	}

	static SupervisorSettings settings(int maxRestarts, Backoff backoff, ChildOrder order, Escalation escalation) {
		return SupervisorSettings.defaults()
			.withRestarts(new RestartPolicy(maxRestarts, Duration.ofSeconds(60), backoff))
			.withStopOrder(order)
			.withOnExceeded(escalation);
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

	Child declareSupervisor(String name, UnaryOperator<ChildSpec> change) {
		Child child = child(name, ProcessKind.SUPERVISOR, change, false);
		on(new SupervisorEvent.Declare(child));
		return child;
	}

	Child declare(String name, UnaryOperator<ChildSpec> change) {
		Child child = child(name, ProcessKind.SINK, change, false);
		on(new SupervisorEvent.Declare(child));
		return child;
	}

	Child spawn(String name, UnaryOperator<ChildSpec> change, @Nullable Request ready) {
		Child child = child(name, ProcessKind.SINK, change, true);
		on(new SupervisorEvent.Spawn(child, ready));
		return child;
	}

	Child child(String name, ProcessKind kind, Duration shutdownTimeout) {
		return child(name, kind, (spec) -> spec.withShutdown(within(shutdownTimeout)), false);
	}

	Child child(String name, ProcessKind kind, UnaryOperator<ChildSpec> change, boolean spawned) {
		ChildSpec usual = ChildSpec.permanent(kind);
		ChildSpec spec = (kind == ProcessKind.SUPERVISOR) ? usual : usual.withShutdown(within(STOP_TIMEOUT));
		return new Child(new FakeChild(kind, PATH.child(name)), change.apply(spec), this.places++, spawned);
	}

	private static Shutdown within(Duration timeout) {
		return timeout.equals(Durations.MAX) ? new Shutdown.Infinite() : Shutdown.within(timeout);
	}

	/** Starts and makes every child ready. */
	void startAll(Child... children) {
		start();
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

	void hangs(Child child, Throwable cause) {
		on(new SupervisorEvent.Hangs(child, child.incarnation, cause));
	}

	Request terminate(Child child) {
		Request request = new Request();
		on(new SupervisorEvent.Terminate(child, request));
		return request;
	}

	Request end(Child child, EndMode mode) {
		Request request = new Request();
		on(new SupervisorEvent.End(child, mode, "it was enough", request));
		return request;
	}

	Request restart(Child child) {
		Request request = new Request();
		on(new SupervisorEvent.Restart(child, request));
		return request;
	}

	Request delete(Child child) {
		Request request = new Request();
		on(new SupervisorEvent.Delete(child, request));
		return request;
	}

	void start() {
		on(new SupervisorEvent.Start(++this.runs));
	}

	void stop() {
		on(new SupervisorEvent.Stop(this.runs));
	}

	/** Only what is begun is finished. */
	void halt() {
		on(new SupervisorEvent.Stop(this.runs, true));
	}

	void abort() {
		on(new SupervisorEvent.Abort(this.runs));
	}

	/** From now on it takes time to report what a child has left behind. */
	void settleByHand() {
		this.settlesByHand = true;
	}

	void settle(Child child) {
		on(new SupervisorEvent.Settled(child, child.incarnation));
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
			else if (!(command instanceof SupervisorCommand.EndIncarnation
					|| command instanceof SupervisorCommand.ReportAwaiting)) {
				this.words.add(word(command));
			}
		}
		if (this.settlesByHand) {
			return decided;
		}
		// What is left behind is reported at once.
		for (SupervisorCommand command : decided) {
			if (command instanceof SupervisorCommand.EndChild end) {
				on(new SupervisorEvent.Settled(end.child(), end.child().incarnation));
			}
			else if (command instanceof SupervisorCommand.ReportEnded end) {
				on(new SupervisorEvent.Settled(end.child(), end.child().incarnation));
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

	long restartsPerformed() {
		return this.machine.restartsPerformed();
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

	/** Why a child is over. */
	@Nullable Throwable endCause(Child child) {
		return this.commands.stream()
			.filter(SupervisorCommand.EndChild.class::isInstance)
			.map(SupervisorCommand.EndChild.class::cast)
			.filter((end) -> end.child() == child)
			.reduce((first, second) -> second)
			.orElseThrow()
			.cause();
	}

	/** Who was said to wait for the stop of siblings since the last time. */
	List<String> awaiting() {
		List<String> result = this.commands.stream()
			.filter(SupervisorCommand.ReportAwaiting.class::isInstance)
			.map((command) -> name(((SupervisorCommand.ReportAwaiting) command).child()))
			.toList();
		this.commands.clear();
		return result;
	}

	/** The causes of the restarts since the last time, empty if there is none. */
	List<String> restartCauses() {
		List<String> result = this.commands.stream()
			.filter(SupervisorCommand.ReportRestart.class::isInstance)
			.map(SupervisorCommand.ReportRestart.class::cast)
			.map((restart) -> name(restart.child()) + by(restart.cause()))
			.toList();
		this.commands.clear();
		return result;
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
		else if (command instanceof SupervisorCommand.HaltChild halt) {
			return "halt " + name(halt.child());
		}
		else if (command instanceof SupervisorCommand.SuspendChild suspend) {
			return "suspend " + name(suspend.child());
		}
		else if (command instanceof SupervisorCommand.ReportReturned returned) {
			return "returned " + name(returned.child());
		}
		else if (command instanceof SupervisorCommand.RejectChild reject) {
			return "reject " + name(reject.child());
		}
		else if (command instanceof SupervisorCommand.RemoveChild remove) {
			return "remove " + name(remove.child());
		}
		else if (command instanceof SupervisorCommand.Answer answer) {
			return "answer" + by(answer.failure());
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
			return (end.forGood() ? "end " : "park ") + name(end.child()) + by(end.cause());
		}
		else if (command instanceof SupervisorCommand.ReportEnded end) {
			return "ended " + name(end.child()) + by(end.cause());
		}
		else if (command instanceof SupervisorCommand.ReportAwaiting awaiting) {
			return "awaiting " + name(awaiting.child());
		}
		else if (command instanceof SupervisorCommand.SelfEnded ended) {
			return "self ended" + by(ended.cause());
		}
		return (command instanceof SupervisorCommand.SelfReady) ? "self ready" : "schedule";
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
