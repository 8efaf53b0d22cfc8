package dev.concurrency.supervision;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessRecord;

/**
 * Carries out what {@link SupervisorMachine} has decided: starts, asks and interrupts
 * children, keeps the deadlines, and tells what there is to tell. What is to follow comes
 * back as an event. Nothing here blocks or sleeps: what children have left behind is
 * reported elsewhere, and so is who waits answered.
 * <p>
 * Not thread-safe: only the consumer of its supervisor's events calls it.
 */
final class CommandRunner {

	private static final Logger logger = LoggerFactory.getLogger(Supervisor.class);

	private final Supervisor supervisor;

	private final ProcessEnvironment environment;

	private final ProcessId.Source ids;

	private final Roster roster;

	private final Consumer<SupervisorEvent> events;

	private final Timers timers = new Timers();

	/**
	 * Carries out the commands of one supervisor.
	 * @param supervisor whose commands
	 * @param environment the runtime's time and pools
	 * @param ids names the incarnations of the children
	 * @param roster whom the supervisor shows
	 * @param events hears what follows
	 */
	CommandRunner(Supervisor supervisor, ProcessEnvironment environment, ProcessId.Source ids, Roster roster,
			Consumer<SupervisorEvent> events) {
		this.supervisor = supervisor;
		this.environment = environment;
		this.ids = ids;
		this.roster = roster;
		this.events = events;
	}

	/**
	 * Carries out in order what follows from an event, with two exceptions: who is to be
	 * forgotten is so before its end is told, and answers come last. So who hears of
	 * something finds everything done.
	 */
	void run(List<SupervisorCommand> commands, SupervisorEvent event) {
		run(commands, SupervisorCommand.RemoveChild.class::isInstance);
		if (event instanceof SupervisorEvent.Settled settled) {
			publishEnd(settled.child());
		}
		run(commands, (command) -> !(command instanceof SupervisorCommand.RemoveChild
				|| command instanceof SupervisorCommand.Answer));
		run(commands, SupervisorCommand.Answer.class::isInstance);
	}

	private void run(List<SupervisorCommand> commands, Predicate<SupervisorCommand> which) {
		commands.stream().filter(which).forEach(this::run);
	}

	/** A process that breaks the contract of its seam must not wedge its siblings. */
	private void run(SupervisorCommand command) {
		try {
			if (!ofChild(command) && !report(command)) {
				ofSupervisor(command);
			}
		}
		catch (Throwable ex) {
			logger.error("{} could not carry out {}", this.supervisor.record().ref(), command, Failures.loggable(ex));
			if (command instanceof SupervisorCommand.StartChild start) {
				this.events.accept(new SupervisorEvent.Exited(start.child(), start.incarnation(), ex));
			}
			else if (command instanceof SupervisorCommand.EndChild end) {
				this.events.accept(settled(end.child()));
			}
			else if (command instanceof SupervisorCommand.ReportEnded end) {
				this.events.accept(settled(end.child()));
			}
		}
	}

	/** Carries out what a child has to do. Answers whether it was that. */
	private boolean ofChild(SupervisorCommand command) {
		if (command instanceof SupervisorCommand.StartChild start) {
			start(start);
		}
		else if (command instanceof SupervisorCommand.SuspendChild suspend) {
			suspend.child().process().suspend();
			stopping(suspend.child());
		}
		else if (command instanceof SupervisorCommand.StopChild stop) {
			stop.child().process().stop();
			stopping(stop.child());
		}
		else if (command instanceof SupervisorCommand.HaltChild halt) {
			halt.child().process().halt();
			stopping(halt.child());
		}
		else if (command instanceof SupervisorCommand.AbortChild abort) {
			interrupt(abort.child());
		}
		else if (command instanceof SupervisorCommand.AbandonChild abandon) {
			abandon.child().process().record().abandoned(abandon.child().process().abandon());
		}
		else if (command instanceof SupervisorCommand.EndChild end) {
			this.timers.cancel(end.child());
			end(end);
		}
		else if (command instanceof SupervisorCommand.RejectChild reject) {
			Child child = reject.child();
			this.roster.remove(child);
			if (child.process().goesOnWithout()) {
				return true;
			}
			var unused = reported(child.process().terminated(null)).thenRun(() -> {
				over(child, null, "its supervisor did not run", Duration.ZERO);
				publishEnd(child);
			});
		}
		else {
			return false;
		}
		return true;
	}

	/** Passes on what is to be known of a child. Answers whether it was that. */
	private boolean report(SupervisorCommand command) {
		if (command instanceof SupervisorCommand.ReportReady ready) {
			this.timers.cancel(ready.child());
			ready.child().process().record().running();
		}
		else if (command instanceof SupervisorCommand.EndIncarnation end) {
			this.timers.cancel(end.child());
			end.child().process().record().ended(end.cause());
		}
		else if (command instanceof SupervisorCommand.ReportFailure failure) {
			failure.child().process().record().failed(failure.cause());
		}
		else if (command instanceof SupervisorCommand.ReportRestart restart) {
			restart.child()
				.process()
				.record()
				.restarting(restart.attempt(), Duration.ofNanos(restart.delayNanos()), restart.cause());
		}
		else if (command instanceof SupervisorCommand.ReportAwaiting awaiting) {
			awaiting.child().process().record().awaiting(awaiting.attempt(), Duration.ofNanos(awaiting.delayNanos()));
		}
		else if (command instanceof SupervisorCommand.ReportEnded end) {
			notFollowed(end);
		}
		else if (command instanceof SupervisorCommand.ReportGaveUp gaveUp) {
			ProcessRecord record = gaveUp.child().process().record();
			record.gaveUp(gaveUp.cause());
			this.environment.timer().schedule(Decisions.ABANDON_AFTER_NANOS, record::tellGaveUp);
		}
		else if (command instanceof SupervisorCommand.ReportReturned returned) {
			returned.child().process().record().returned(returned.cause());
			publishEnd(returned.child());
		}
		else {
			return false;
		}
		return true;
	}

	private void ofSupervisor(SupervisorCommand command) {
		Incarnation incarnation = this.supervisor.self();
		if (command instanceof SupervisorCommand.Schedule schedule) {
			this.timers.add(schedule.event(), this.environment.timer()
				.schedule(schedule.delayNanos(), () -> this.events.accept(schedule.event())));
		}
		else if (command instanceof SupervisorCommand.RemoveChild remove) {
			Child child = remove.child();
			this.roster.remove(child);
			if (!child.process().record().isEnding() && child.process().record().status().isTerminal()) {
				this.environment.terminated().add(child.process().lastSnapshot());
			}
		}
		else if (command instanceof SupervisorCommand.Answer answer) {
			this.environment.completions().execute(() -> answer.request().answer(answer.failure()));
		}
		else if (command instanceof SupervisorCommand.SelfReady && incarnation != null) {
			incarnation.ready();
		}
		else if (command instanceof SupervisorCommand.SelfEnded ended && incarnation != null) {
			this.timers.cancelAll();
			incarnation.exited(ended.cause());
		}
	}

	private void start(SupervisorCommand.StartChild start) {
		Child child = start.child();
		ProcessId promised = child.takePromisedId();
		ProcessId id = (promised != null) ? promised : this.ids.next();
		child.process().record().starting(id, start.restart());
		child.process().start(new ChildIncarnation(start, id, this.supervisor, this.events));
	}

	private void interrupt(Child child) {
		boolean timeOver = child.ownTimeOver || child.after == Child.After.SUPERVISOR_STOP;
		if (child.overdue && timeOver && !child.isSupervisor()) {
			logger.warn("{} is interrupted: {}", child.process().record().ref(),
					Overdue.of(child, this.supervisor.path(), this.supervisor.settings()));
		}
		child.process().record().stopping();
		child.process().abort();
	}

	/** Told after it was asked: who sees the status finds that it refuses new work. */
	private void stopping(Child child) {
		child.stopRequestedAt = this.environment.time().nanoTime();
		child.process().record().stopping();
	}

	private void end(SupervisorCommand.EndChild end) {
		Child child = end.child();
		SupervisorEvent settled = settled(child);
		long requestedAt = child.stopRequestedAt;
		child.stopRequestedAt = 0;
		Runnable left = end.forGood() ? child.process().terminated(end.cause()) : child.process().parked(end.cause());
		var unused = reported(left).whenComplete((nothing, failure) -> {
			if (end.forGood()) {
				long took = (requestedAt != 0) ? this.environment.time().nanoTime() - requestedAt : 0;
				over(child, end.cause(), end.reason(), Duration.ofNanos(took));
			}
			this.events.accept(settled);
		});
	}

	private void notFollowed(SupervisorCommand.ReportEnded end) {
		Child child = end.child();
		SupervisorEvent settled = settled(child);
		var unused = reported(child.process().notFollowed(end.cause())).whenComplete((nothing, failure) -> {
			over(child, end.cause(), end.reason(), Duration.ZERO);
			this.events.accept(settled);
		});
	}

	private static void over(Child child, @Nullable Throwable cause, String reason, Duration took) {
		child.process().record().over(cause, reason, took, child.process().summary());
	}

	/** What has left the tree can still be asked for when its end is told. */
	private void publishEnd(Child child) {
		ProcessRecord record = child.process().record();
		boolean gone = !child.abandoned && !this.roster.contains(child);
		if (gone && record.isEnding()) {
			this.environment.terminated().add(child.process().lastSnapshot());
		}
		record.publishEnd();
	}

	/** Completes when what a process has left behind is reported, mostly at once. */
	private CompletionStage<?> reported(@Nullable Runnable report) {
		return (report == null) ? CompletableFuture.completedStage(null)
				: CompletableFuture.runAsync(report, this.environment.patient());
	}

	private static SupervisorEvent settled(Child child) {
		return new SupervisorEvent.Settled(child, child.incarnation);
	}

}
