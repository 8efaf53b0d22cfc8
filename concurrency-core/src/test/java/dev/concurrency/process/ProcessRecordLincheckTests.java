package dev.concurrency.process;

import java.time.Duration;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

import dev.concurrency.time.TimeSource;

/**
 * Each transition takes effect at one moment, whoever else makes one: a lost one would
 * let a process that has ended, or was asked to, run on.
 */
public class ProcessRecordLincheckTests {

	private final ProcessRecord record = new ProcessRecord(ProcessKind.ACTOR, ProcessPath.ROOT.child("a"),
			TimeSource.system(), (event) -> {
			}, Runnable::run, null);

	@Operation
	public String status() {
		return this.record.status().label();
	}

	@Operation(nonParallelGroup = "supervisor")
	public void starting() {
		this.record.starting(new ProcessId(1), false);
	}

	@Operation
	public void running() {
		this.record.running();
	}

	@Operation
	public void stopping() {
		this.record.stopping();
	}

	@Operation
	public void abandoned() {
		this.record.abandoned("");
	}

	@Operation(nonParallelGroup = "supervisor")
	public void stopped() {
		this.record.stopped(null, "asked", Duration.ZERO, "");
	}

	@Operation
	public void failure() {
		this.record.recordFailure(new IllegalStateException("broken"));
	}

	@Test
	void everyInterleavingOfTransitionsIsLinearizable() {
		new ModelCheckingOptions().iterations(8)
			.invocationsPerIteration(100)
			.threads(2)
			.actorsPerThread(3)
			.actorsBefore(2)
			.actorsAfter(1)
			.check(ProcessRecordLincheckTests.class);
	}

}
