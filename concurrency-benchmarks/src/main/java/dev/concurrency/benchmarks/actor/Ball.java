package dev.concurrency.benchmarks.actor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.concurrency.benchmarks.Cpu;

/**
 * A message that hops from actor to actor a number of times. Belongs to the actor that
 * handles it.
 */
final class Ball {

	private static final int HOPS = 1000;

	private static final int SECONDS = 2;

	private final CountDownLatch done;

	private int left = HOPS;

	private int random;

	private Ball(int seed, CountDownLatch done) {
		this.random = seed * 0x9E3779B9 | 1;
		this.done = done;
	}

	/** Hops on, unless it has done so often enough. */
	void hop(Target to) {
		if (this.left-- == 0) {
			this.done.countDown();
		}
		else if (!to.tell(this)) {
			throw new IllegalStateException("Nobody takes the ball");
		}
	}

	/** A number below the bound. */
	int random(int bound) {
		this.random ^= this.random << 13;
		this.random ^= this.random >>> 17;
		this.random ^= this.random << 5;
		return (this.random >>> 1) % bound;
	}

	/** Throws so many balls at once, again and again, and answers what a hop costs. */
	static Map<String, Double> play(Target[] targets, int balls) throws InterruptedException {
		while (!Cpu.isWarm()) {
			play(targets, balls, 0);
		}
		long cpu = Cpu.nanos();
		long start = System.nanoTime();
		double hops = play(targets, balls, SECONDS);
		long time = System.nanoTime() - start;
		Map<String, Double> result = new LinkedHashMap<>();
		result.put("ns of CPU per message", (Cpu.nanos() - cpu) / hops);
		result.put("ns per message", time / hops);
		return result;
	}

	private static long play(Target[] targets, int balls, int seconds) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		long hops = 0;
		do {
			CountDownLatch done = new CountDownLatch(balls);
			for (int i = 0; i < balls; i++) {
				new Ball(i, done).hop(targets[i % targets.length]);
			}
			done.await();
			hops += (long) balls * HOPS;
		}
		while (System.nanoTime() < end);
		return hops;
	}

}
