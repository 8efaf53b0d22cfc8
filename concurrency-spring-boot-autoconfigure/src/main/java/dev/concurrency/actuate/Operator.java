package dev.concurrency.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.OperationRefusedException;
import dev.concurrency.ProcessControl;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.supervision.SupervisionException;

/**
 * Carries out what operators ask for, publishes each attempt, whatever became of it, and
 * logs what was done. Thread-safe; waits a while for what takes time.
 */
final class Operator {

	private final ConcurrencyRuntime runtime;

	private final ProcessFinder finder;

	private final EffectiveSettings settings;

	private final OperationAudit audit;

	private final Duration patience;

	Operator(ConcurrencyRuntime runtime, EffectiveSettings settings, ApplicationEventPublisher publisher,
			Duration patience) {
		this.runtime = runtime;
		this.finder = new ProcessFinder(runtime);
		this.settings = settings;
		this.audit = new OperationAudit(publisher);
		this.patience = patience;
	}

	/**
	 * Does one thing to one process.
	 * @param members what to do, see {@link Operation#members}
	 * @param who asks, null if that is not known
	 */
	Outcome operate(String kind, String name, Map<String, String> members, @Nullable String who) {
		Map<String, String> asked = new LinkedHashMap<>();
		asked.put("kind", kind);
		asked.put("name", name);
		asked.putAll(members);
		Outcome outcome;
		try {
			Operation operation = Operation.of(members);
			ProcessSnapshot found = this.finder.find(kind, name);
			if (found != null) {
				asked.put("path", found.process().path().value());
			}
			outcome = (found != null) ? operate(found, operation, who) : Outcome.UNKNOWN;
		}
		catch (ProcessFinder.AmbiguousNameException ex) {
			outcome = Outcome.refused(String.valueOf(ex.getMessage()));
		}
		catch (IllegalArgumentException ex) {
			outcome = Outcome.invalid(String.valueOf(ex.getMessage()));
		}
		this.audit.publish(who, asked, outcome);
		return outcome;
	}

	/**
	 * Publishes what was asked of a path that names no process.
	 * @param members what to do, as it was given
	 * @param who asks, null if that is not known
	 */
	void astray(Map<String, String> members, @Nullable String who) {
		this.audit.publish(who, members, Outcome.UNKNOWN);
	}

	private Outcome operate(ProcessSnapshot found, Operation operation, @Nullable String who) {
		return this.runtime.control(found.process().path())
			.map((process) -> attempt(found, process, operation, who))
			.orElseGet(() -> Outcome.refused("it belongs to a group, which is operated as a whole"));
	}

	private Outcome attempt(ProcessSnapshot found, ProcessControl process, Operation operation, @Nullable String who) {
		OperationLog log = new OperationLog(found,
				operation.member().equals(Operation.SETTING) ? this.settings.of(process) : Map.of());
		Outcome outcome = attempt(process, operation, who);
		log.write(process, operation, who, this.settings, outcome);
		return outcome;
	}

	private Outcome attempt(ProcessControl process, Operation operation, @Nullable String who) {
		try {
			return switch (operation.member()) {
				case Operation.STATE -> await(state(process, operation));
				case Operation.ACTION -> await(action(process, operation));
				default -> change(process, operation, who);
			};
		}
		catch (OperationRefusedException ex) {
			return Outcome.refused(ex.process().path() + " " + ex.reason());
		}
		catch (IllegalArgumentException ex) {
			return Outcome.invalid(String.valueOf(ex.getMessage()));
		}
	}

	private static CompletionStage<?> state(ProcessControl process, Operation operation) {
		return switch (operation.word()) {
			case "paused" -> {
				process.pause();
				yield CompletableFuture.completedStage(null);
			}
			case "running" -> process.run();
			case "stopped" -> process.stop();
			case "restarted" -> process.restart();
			default -> throw operation.unknown(List.of("paused", "running", "stopped", "restarted"));
		};
	}

	private static CompletionStage<?> action(ProcessControl process, Operation operation) {
		return switch (operation.word()) {
			case "flush" -> process.flush();
			case "trigger" -> {
				process.trigger();
				yield CompletableFuture.completedStage(null);
			}
			default -> throw operation.unknown(List.of("flush", "trigger"));
		};
	}

	private Outcome change(ProcessControl process, Operation operation, @Nullable String who) {
		Optional<String> reason = this.settings.change(process, operation.word(),
				Objects.requireNonNull(operation.value()), who);
		return reason.map(Outcome::refused).orElse(Outcome.DONE);
	}

	private Outcome await(CompletionStage<?> stage) {
		try {
			stage.toCompletableFuture().get(this.patience.toNanos(), TimeUnit.NANOSECONDS);
			return Outcome.DONE;
		}
		catch (TimeoutException ex) {
			return Outcome.UNDER_WAY;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Outcome.UNDER_WAY;
		}
		catch (ExecutionException ex) {
			return failed(Objects.requireNonNullElse(ex.getCause(), ex));
		}
	}

	/** What supervisors say themselves holds nothing of the user's. */
	private static Outcome failed(Throwable failure) {
		Throwable cause = failure.getCause();
		if (failure instanceof SupervisionException && cause == null) {
			return Outcome.refused(String.valueOf(failure.getMessage()));
		}
		return Outcome.failed((failure instanceof SupervisionException.InitFailed && cause != null) ? cause : failure);
	}

}
