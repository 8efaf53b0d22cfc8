package dev.concurrency.supervision;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.FlightRecorder;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.Supervised;
import dev.concurrency.time.TimeSource;

/** A child that does nothing: the machine only asks for its kind and path. */
final class FakeChild implements Supervised {

	private final ProcessRecord record;

	FakeChild(ProcessKind kind, ProcessPath path) {
		this.record = new ProcessRecord(kind, path, TimeSource.system(), (event) -> {
		}, Runnable::run, new FlightRecorder());
	}

	@Override
	public ProcessRecord record() {
		return this.record;
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
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
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
