package dev.concurrency.dataspace;

import java.util.List;
import java.util.Map;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

import dev.concurrency.process.Repeats;
import dev.concurrency.time.TimeSource;

/**
 * Each assertion, end of an owner and look-up takes effect at one moment; above all, no
 * assertion is found after its owner has ended. Delivery is checked in
 * {@link DataspaceStressTests}.
 */
@Param(name = "owner", gen = IntGen.class, conf = "0:1")
@Param(name = "key", gen = IntGen.class, conf = "0:1")
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class DataspaceLincheckTests {

	private final List<FakeProcess> owners = List.of(new FakeProcess(1), new FakeProcess(2));

	private final Dataspace dataspace = new Dataspace(Runnable::run, new Repeats(TimeSource.system()));

	@Operation
	public void assertValue(@Param(name = "owner") int owner, @Param(name = "key") int key,
			@Param(name = "value") int value) {
		this.dataspace.assertValue(this.owners.get(owner), Integer.class, key, value);
	}

	@Operation(nonParallelGroup = "end")
	public void end(@Param(name = "owner") int owner) {
		this.owners.get(owner).end();
	}

	@Operation
	public Map<Object, Integer> current() {
		return this.dataspace.current(Integer.class);
	}

	@Test
	void everyInterleavingOfAssertionsAndTheEndOfTheirOwnersIsLinearizable() {
		new ModelCheckingOptions().iterations(4)
			.invocationsPerIteration(100)
			.threads(2)
			.actorsPerThread(3)
			.actorsBefore(1)
			.actorsAfter(1)
			.check(DataspaceLincheckTests.class);
	}

}
