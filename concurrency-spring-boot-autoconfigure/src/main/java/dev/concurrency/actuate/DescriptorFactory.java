package dev.concurrency.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.GroupSnapshot;
import dev.concurrency.boundary.BoundarySnapshot;
import dev.concurrency.process.FlightEntry;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.LastFailure;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartEntry;
import dev.concurrency.process.RootCause;
import dev.concurrency.process.Stacks;
import dev.concurrency.sink.SinkSnapshot;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.supervision.SupervisorSnapshot;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;
import dev.concurrency.worker.LastTick;
import dev.concurrency.worker.WorkerSnapshot;

/**
 * Turns snapshots into descriptors. Immutable.
 *
 * @param now the end of all uptimes
 * @param showMessages whether the messages of exceptions are shown
 */
record DescriptorFactory(Instant now, boolean showMessages) {

	ConcurrencyDescriptor tree(ProcessSnapshot root) {
		return new ConcurrencyDescriptor(root.totals(), process(root));
	}

	/** One process that was asked for, with what it went through. */
	ProcessDescriptor alone(ProcessSnapshot process, @Nullable Map<String, EffectiveSetting> settings,
			List<ProcessSnapshot> terminated) {
		return process(process, process.recorder().stream().map(this::entry).toList(),
				(settings != null && !settings.isEmpty()) ? settings : null,
				terminated.isEmpty() ? null : terminated.stream().map(this::process).toList());
	}

	private ProcessDescriptor process(ProcessSnapshot process) {
		return process(process, null, null, null);
	}

	private ProcessDescriptor process(ProcessSnapshot process, @Nullable List<ProcessDescriptor.FlightEntry> recorder,
			@Nullable Map<String, EffectiveSetting> settings, @Nullable List<ProcessDescriptor> terminated) {
		ProcessId id = process.process().id();
		List<ProcessDescriptor> children = process.children().stream().map(this::process).toList();
		return new ProcessDescriptor(process.name(), process.process().kind().label(), process.process().path().value(),
				(id != null) ? id.value() : null, process.status().label(), process.since(), restart(process.status()),
				cause(process.status()), process.restartType().label(), process.significant(), process.created(),
				process.started(), process.exited(), uptime(process), process.restarts(), process.stalls(),
				process.stalledSince(), failure(process.lastFailure(), recorder != null),
				process.ledger().stream().map(this::entry).toList(), recorder, details(process.details()), settings,
				children, terminated);
	}

	private static ProcessDescriptor.@Nullable Restart restart(ProcessStatus status) {
		return (status instanceof ProcessStatus.Restarting restarting)
				? new ProcessDescriptor.Restart(restarting.attempt(), restarting.at()) : null;
	}

	private static @Nullable String cause(ProcessStatus status) {
		return (status instanceof ProcessStatus.Failed failed) ? failed.cause().getClass().getName() : null;
	}

	private @Nullable Duration uptime(ProcessSnapshot process) {
		Duration uptime = process.uptime(this.now);
		return (uptime != null) ? uptime.truncatedTo(ChronoUnit.MILLIS) : null;
	}

	private ProcessDescriptor.@Nullable Failure failure(@Nullable LastFailure failure, boolean withStack) {
		return (failure != null) ? new ProcessDescriptor.Failure(failure.type(),
				this.showMessages ? failure.message() : null, failure.at(), failure.count(), failure.propagated(),
				root(failure.root()), (this.showMessages && withStack) ? Stacks.of(failure.cause()) : null) : null;
	}

	private ProcessDescriptor.Root root(RootCause root) {
		return new ProcessDescriptor.Root(root.path().value(), root.type(), this.showMessages ? root.message() : null);
	}

	private ProcessDescriptor.LedgerEntry entry(RestartEntry entry) {
		return new ProcessDescriptor.LedgerEntry(entry.at(), entry.type(), this.showMessages ? entry.message() : null,
				entry.attempt(), entry.backoff(), entry.due());
	}

	private ProcessDescriptor.FlightEntry entry(FlightEntry entry) {
		ProcessId id = entry.process().id();
		return new ProcessDescriptor.FlightEntry(entry.at(), entry.process().path().value(),
				(id != null) ? id.value() : null, entry.what(), entry.text(), entry.type(),
				this.showMessages ? entry.message() : null);
	}

	private static @Nullable KindDetails details(KindSnapshot details) {
		if (details instanceof SinkSnapshot sink) {
			return new KindDetails.Sink(sink.capacity(), sink.queued(), sink.inFlight(), sink.accepted(),
					sink.rejected(), sink.written(), sink.deadLettered(), sink.undelivered(), sink.evicted(),
					sink.weight(), sink.oldestAge().truncatedTo(ChronoUnit.MILLIS));
		}
		if (details instanceof BoundarySnapshot boundary) {
			return boundary(boundary);
		}
		if (details instanceof WorkerSnapshot worker) {
			return worker(worker);
		}
		if (details instanceof ActorSnapshot actor) {
			return new KindDetails.Actor(actor.mailboxCapacity(), actor.mailboxSize(), actor.mailboxHigh(),
					actor.handled(), actor.asks(), actor.failures(), actor.deadLetters(), actor.deadLettersByReason(),
					actor.full(), actor.busy().truncatedTo(ChronoUnit.MILLIS), actor.lastBusy(),
					actor.lastMessageType(), actor.attributes());
		}
		if (details instanceof GroupSnapshot group) {
			return new KindDetails.Group(group.live(), group.created(), group.passivated(), group.restarts(),
					group.queued(), group.handled(), group.asks(), group.failures(), group.deadLetters(),
					group.deadLettersByReason(), group.full());
		}
		if (details instanceof SupervisorSnapshot supervisor) {
			return supervisor(supervisor);
		}
		return null;
	}

	private static KindDetails boundary(BoundarySnapshot boundary) {
		return new KindDetails.Boundary(boundary.boundary().mode().label(), boundary.boundary().maxInFlight(),
				boundary.boundary().maxQueued(), boundary.queued(), boundary.remaining(), boundary.inFlight(),
				boundary.accepted(), boundary.retried(), boundary.rejected(), boundary.succeeded(), boundary.failed(),
				boundary.cancelled(), boundary.abandoned(), boundary.hanging(), boundary.untold(), boundary.begun(),
				boundary.waited(), boundary.ran());
	}

	private static KindDetails worker(WorkerSnapshot worker) {
		LastTick last = worker.last();
		return new KindDetails.Worker(worker.schedule().toString(), worker.ticks(), worker.failures(), worker.skipped(),
				worker.locked(), worker.overruns(), worker.overdue(), worker.next(), worker.lag(), (last != null)
						? new KindDetails.Tick(last.due(), last.lag(), last.took(), last.outcome().label()) : null);
	}

	private static KindDetails supervisor(SupervisorSnapshot supervisor) {
		SupervisorSettings settings = supervisor.settings();
		Backoff backoff = settings.restarts().backoff();
		return new KindDetails.Supervisor(
				settings.strategy().label(), settings.startOrder().label(), settings.stopOrder().label(),
				settings.autoShutdown().label(), limit(settings.shutdownBudget()), settings.restarts().maxRestarts(),
				settings.restarts().period(), supervisor.windowUse(), new KindDetails.Wait(backoff.min(), backoff.max(),
						backoff.factor(), backoff.jitter(), backoff.resetAfter()),
				supervisor.restartsPerformed(), supervisor.generation());
	}

	private static @Nullable Duration limit(Duration duration) {
		return duration.equals(Durations.MAX) ? null : duration;
	}

}
