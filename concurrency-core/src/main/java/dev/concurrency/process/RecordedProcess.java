package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionStage;

/**
 * The part of a process that is the same for every kind: both its sides, the users' and
 * the supervisor's, read one record. Thread-safe.
 */
public abstract class RecordedProcess implements BackgroundProcess, Supervised {

	private final ProcessRecord record;

	/**
	 * A process that has not been started.
	 * @param record its identity and status
	 */
	protected RecordedProcess(ProcessRecord record) {
		this.record = record;
	}

	@Override
	public final ProcessRecord record() {
		return this.record;
	}

	@Override
	public final ProcessPath path() {
		return this.record.path();
	}

	@Override
	public final ProcessStatus status() {
		return refined(this.record.status());
	}

	@Override
	public final CompletionStage<@Nullable Void> termination() {
		return this.record.termination();
	}

	@Override
	public final CompletionStage<Terminated> watch() {
		return this.record.watch();
	}

}
