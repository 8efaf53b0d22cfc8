package dev.concurrency.supervision;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.Supervised;
import dev.concurrency.time.TimeSource;

/** A child that does nothing: the machine only asks for its kind, path and timeout. */
final class FakeChild implements Supervised {

	private final ProcessRecord record;

	private final Duration shutdownTimeout;

	FakeChild(ProcessKind kind, ProcessPath path, Duration shutdownTimeout) {
		this.record = new ProcessRecord(kind, path, TimeSource.system(), (event) -> {
		}, Runnable::run);
		this.shutdownTimeout = shutdownTimeout;
	}

	@Override
	public ProcessRecord record() {
		return this.record;
	}

	@Override
	public Duration shutdownTimeout() {
		return this.shutdownTimeout;
	}

	@Override
	public void start(Incarnation incarnation) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void stop() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void abort() {
		throw new UnsupportedOperationException();
	}

	@Override
	public String abandon() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void terminated(@Nullable Throwable cause) {
		throw new UnsupportedOperationException();
	}

	@Override
	public KindSnapshot details() {
		return new KindSnapshot.None();
	}

	@Override
	public String summary() {
		return "";
	}

}
