package dev.concurrency.sink;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessRef;

/**
 * A drain and a handler of dead letters that fail when told to and keep in words what
 * they were called with. Not thread-safe.
 */
final class RecordingDrain implements SinkDrain<Integer>, DeadLetterHandler<Integer> {

	private final List<String> calls = new ArrayList<>();

	Hook onOpen = Hook.NONE;

	Hook onDrain = Hook.NONE;

	Hook onFlush = Hook.NONE;

	Hook onClose = Hook.NONE;

	Hook onDeadLetter = Hook.NONE;

	/** Is called in place of {@link #onDrain} when set, with the list of the call. */
	@Nullable Batch onBatch;

	@Override
	public void open() throws Exception {
		this.calls.add("open");
		this.onOpen.call();
	}

	@Override
	public void drain(List<Integer> batch) throws Exception {
		this.calls.add("drain " + batch);
		this.onDrain.call();
		if (this.onBatch != null) {
			this.onBatch.accept(batch);
		}
	}

	@Override
	public void flush() throws Exception {
		this.calls.add("flush");
		this.onFlush.call();
	}

	@Override
	public void close() throws Exception {
		this.calls.add("close");
		this.onClose.call();
	}

	@Override
	public void deadLetter(ProcessRef sink, List<Integer> batch, Throwable cause) {
		this.calls.add("dead letter " + batch + " of " + sink.path() + " by " + cause.getMessage());
		try {
			this.onDeadLetter.call();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What was called since the last time. */
	List<String> calls() {
		List<String> result = List.copyOf(this.calls);
		this.calls.clear();
		return result;
	}

	/** What happens inside a call. */
	@FunctionalInterface
	interface Hook {

		Hook NONE = () -> {
		};

		void call() throws Exception;

		static Hook failing(Exception failure) {
			return () -> {
				throw failure;
			};
		}

		static Hook failing(Error failure) {
			return () -> {
				throw failure;
			};
		}

	}

	/** What happens to a batch. */
	@FunctionalInterface
	interface Batch {

		void accept(List<Integer> batch) throws Exception;

	}

}
