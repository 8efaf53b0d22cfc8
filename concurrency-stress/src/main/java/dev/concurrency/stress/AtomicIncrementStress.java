package dev.concurrency.stress;

import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Proves the harness: two atomic increments are never lost.
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both increments counted.")
@State
public class AtomicIncrementStress {

	private final AtomicInteger count = new AtomicInteger();

	@Actor
	public void first() {
		this.count.incrementAndGet();
	}

	@Actor
	public void second() {
		this.count.incrementAndGet();
	}

	@Arbiter
	public void total(I_Result result) {
		result.r1 = this.count.get();
	}

}
