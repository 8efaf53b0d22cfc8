package dev.concurrency;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.Pausable;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSettings;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;
import dev.concurrency.process.Supervised;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.supervision.Supervisor;
import dev.concurrency.worker.PeriodicWorker;

/**
 * What operators do to one process, whatever its kind. Thread-safe; nothing here waits.
 * <p>
 * A state is wanted, not reached: who asks for it twice, or for the one that is there,
 * changes nothing.
 */
public final class ProcessControl implements ProcessView {

	private final Supervised process;

	// Null for the root.
	private final @Nullable Supervisor keeper;

	ProcessControl(Supervised process, @Nullable Supervisor keeper) {
		this.process = process;
		this.keeper = keeper;
	}

	@Override
	public ProcessPath path() {
		return this.process.path();
	}

	@Override
	public ProcessKind kind() {
		return this.process.kind();
	}

	@Override
	public ProcessSnapshot process() {
		return this.process.process();
	}

	/**
	 * Has the process do nothing for now; it accepts work as long as there is room. Lasts
	 * over restarts until {@link #run()}.
	 * @throws OperationRefusedException if its kind cannot be paused, or it does not run
	 */
	public void pause() {
		if (!(this.process instanceof Pausable pausable)) {
			throw refused("cannot be paused: only sinks, boundaries, workers, actors and groups can");
		}
		if (status() instanceof ProcessStatus.Client) {
			throw refused("cannot be paused: somebody reads it by hand");
		}
		if (isDown()) {
			throw refused("cannot be paused: it is " + status().label());
		}
		pausable.pause();
	}

	/**
	 * Has the process go on if it is paused, and starts it if it does not run.
	 * @return completes when it is ready; fails if it does not start, or if its
	 * supervisor does not run
	 * @throws OperationRefusedException if it hangs
	 */
	public CompletionStage<@Nullable Void> run() {
		if (this.process instanceof Pausable pausable) {
			pausable.resume();
		}
		return isDown() ? restart() : CompletableFuture.completedStage(null);
	}

	/**
	 * Ends the process for the operator's sake: it finishes what it has accepted and
	 * stays down until it is told to run, or until its group is restarted or its
	 * supervisor started again.
	 * @return completes when it has ended
	 * @throws OperationRefusedException if it is the root, or hangs
	 */
	public CompletionStage<@Nullable Void> stop() {
		return supervised((supervisor) -> supervisor.terminate(path().name()));
	}

	/**
	 * Replaces the incarnation of the process, or starts one that has ended, as
	 * {@link SupervisorRef#restart} does. One that is paused stays so.
	 * @return completes when the new incarnation is ready; fails if it does not start, or
	 * if its supervisor does not run
	 * @throws OperationRefusedException if it is the root, or hangs
	 */
	public CompletionStage<@Nullable Void> restart() {
		return supervised((supervisor) -> supervisor.restart(path().name()));
	}

	private CompletionStage<@Nullable Void> supervised(
			Function<Supervisor, CompletionStage<@Nullable Void>> operation) {
		if (this.keeper == null) {
			throw refused("is started and stopped with its runtime only");
		}
		if (status() instanceof ProcessStatus.Abandoned) {
			throw refused("hangs: nothing follows before its thread has ended");
		}
		return operation.apply(this.keeper);
	}

	/**
	 * Has a sink write everything that it accepted before the call.
	 * @return as {@link BackgroundSink#flush()}
	 * @throws OperationRefusedException if it is no sink, does not run, or is paused
	 */
	public CompletionStage<@Nullable Void> flush() {
		if (!(this.process instanceof BackgroundSink<?> sink)) {
			throw refused("cannot be flushed: only sinks can");
		}
		ProcessStatus status = status();
		if (!status.isUp() || status instanceof ProcessStatus.Paused) {
			throw refused("cannot be flushed: it is " + status.label());
		}
		return sink.flush();
	}

	/**
	 * Has a worker tick now, paused or not, as {@link PeriodicWorker#trigger} does.
	 * @throws OperationRefusedException if it is no worker, or does not run
	 */
	public void trigger() {
		if (!(this.process instanceof PeriodicWorker worker)) {
			throw refused("cannot be triggered: only workers can");
		}
		if (!worker.trigger()) {
			throw refused("cannot be triggered: it is " + status().label());
		}
	}

	/**
	 * Reads and changes the settings of the process while it exists.
	 * @param type the settings of its kind, as in {@code SinkSettings.class}
	 * @param <S> that type
	 * @return empty if it has settings of another type, or none that can change
	 */
	@SuppressWarnings("unchecked")
	public <S extends ProcessSettings<S>> Optional<Configurable<S>> configurable(Class<S> type) {
		return (this.process instanceof Configurable<?> configurable && type.isInstance(configurable.settings()))
				? Optional.of((Configurable<S>) configurable) : Optional.empty();
	}

	/**
	 * How the process is treated by its supervisor, as it was declared.
	 * @return its specification; of a group that of its actors as far as their end and
	 * their initialization go, since it has no limit of its own for either
	 */
	public ChildSpec spec() {
		return this.process.spec();
	}

	/**
	 * What only processes of its kind have, without those below it.
	 * @return a new snapshot
	 */
	public KindSnapshot details() {
		return this.process.details();
	}

	private ProcessStatus status() {
		return this.process.refined(this.process.record().status());
	}

	/** Whether it takes its supervisor to have it run. */
	private boolean isDown() {
		ProcessStatus status = status();
		return !status.isUp() && !(status instanceof ProcessStatus.Starting)
				&& !(status instanceof ProcessStatus.Restarting);
	}

	private OperationRefusedException refused(String reason) {
		return new OperationRefusedException(this.process.record().ref(), reason);
	}

	@Override
	public String toString() {
		return path().toString();
	}

}
