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

import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.OperationRefusedException;
import dev.concurrency.ProcessControl;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.supervision.SupervisionException;

/**
 * Carries out what operators ask for, and publishes each attempt that was understood and
 * found its process, whatever became of it. Thread-safe; waits a while for what takes
 * time.
 */
final class Operator {

	static final String EVENT = "CONCURRENCY_OPERATION";

	private final ConcurrencyRuntime runtime;

	private final ProcessFinder finder;

	private final EffectiveSettings settings;

	private final ApplicationEventPublisher publisher;

	private final Duration patience;

	Operator(ConcurrencyRuntime runtime, EffectiveSettings settings, ApplicationEventPublisher publisher,
			Duration patience) {
		this.runtime = runtime;
		this.finder = new ProcessFinder(runtime);
		this.settings = settings;
		this.publisher = publisher;
		this.patience = patience;
	}

	/**
	 * Does one thing to one process.
	 * @param who asks, null if that is not known
	 */
	Outcome operate(String kind, String name, Operation operation, @Nullable String who) {
		ProcessSnapshot found;
		try {
			found = this.finder.find(kind, name);
		}
		catch (ProcessFinder.AmbiguousNameException ex) {
			return Outcome.refused(String.valueOf(ex.getMessage()));
		}
		if (found == null) {
			return Outcome.UNKNOWN;
		}
		Outcome outcome = this.runtime.control(found.process().path())
			.map((process) -> attempt(process, operation, who))
			.orElseGet(() -> Outcome.refused("it belongs to a group, which is operated as a whole"));
		if (outcome.result() != Outcome.Result.INVALID) {
			publish(found, operation, outcome, who);
		}
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

	private void publish(ProcessSnapshot process, Operation operation, Outcome outcome, @Nullable String who) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("path", process.process().path().value());
		data.put("kind", process.process().kind().label());
		data.putAll(operation.members());
		data.put("outcome", outcome.result().label());
		if (outcome.reason() != null) {
			data.put("reason", outcome.reason(false));
		}
		this.publisher.publishEvent(new AuditApplicationEvent((who != null) ? who : "", EVENT, data));
	}

}
