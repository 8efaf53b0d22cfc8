package dev.concurrency.process;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.concurrency.time.Durations;

/**
 * Follows a process to its end, also when it has left the tree. Thread-safe.
 */
public final class StatusObserver {

	private final ProcessRecord record;

	private final CompletionStage<ProcessStatus> terminal;

	/**
	 * Follows the current run of a process.
	 * @param record the process
	 */
	public StatusObserver(ProcessRecord record) {
		this.record = record;
		this.terminal = record.termination().handle((nothing, failure) -> record.status());
	}

	/**
	 * The place of the process in the tree.
	 * @return its path
	 */
	public ProcessPath path() {
		return this.record.path();
	}

	/**
	 * What the process is doing.
	 * @return its status at this moment
	 */
	public ProcessStatus current() {
		return this.record.status();
	}

	/**
	 * Completes when the process has ended and is not restarted. One whose thread ignores
	 * every request to end is abandoned, and ends when that thread does.
	 * @return its terminal status; a stage that never fails
	 */
	public CompletionStage<ProcessStatus> terminal() {
		return this.terminal;
	}

	/**
	 * Waits for the end. Not for code that runs on a thread of the shared pool.
	 * @param timeout how long at most
	 * @return whether the process has ended
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	public boolean await(Duration timeout) throws InterruptedException {
		try {
			this.terminal.toCompletableFuture().get(Durations.toNanos(timeout), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return path() + " " + current().label();
	}

}
