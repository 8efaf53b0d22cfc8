package dev.concurrency.benchmarks.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jctools.queues.MpscArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.concurrency.queue.BoundedQueue;

/**
 * What an item costs on its way through a queue when nobody else is there: a batch is
 * offered and then drained by the same thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RingBenchmark {

	private static final int BATCH = Peer.BATCH;

	private final Object item = new Object();

	private final List<Object> batch = new ArrayList<>(BATCH);

	private final BoundedQueue<Object> queue = new BoundedQueue<>(Peer.CAPACITY);

	private final BoundedQueue<Object> striped = new BoundedQueue<>(Peer.CAPACITY, 4);

	private final MpscArrayQueue<Object> jctools = new MpscArrayQueue<>(Peer.CAPACITY);

	private final ArrayBlockingQueue<Object> array = new ArrayBlockingQueue<>(Peer.CAPACITY);

	private final LinkedBlockingQueue<Object> linked = new LinkedBlockingQueue<>(Peer.CAPACITY);

	@Benchmark
	@OperationsPerInvocation(BATCH)
	public int queue() {
		return through(this.queue);
	}

	@Benchmark
	@OperationsPerInvocation(BATCH)
	public int stripedQueue() {
		return through(this.striped);
	}

	private int through(BoundedQueue<Object> through) {
		for (int i = 0; i < BATCH; i++) {
			through.offer(this.item);
		}
		this.batch.clear();
		return through.drainTo(this.batch, BATCH);
	}

	@Benchmark
	@OperationsPerInvocation(BATCH)
	public int jctools() {
		fill(this.jctools);
		return this.jctools.drain(this.batch::add, BATCH);
	}

	@Benchmark
	@OperationsPerInvocation(BATCH)
	public int arrayBlockingQueue() {
		fill(this.array);
		return this.array.drainTo(this.batch, BATCH);
	}

	@Benchmark
	@OperationsPerInvocation(BATCH)
	public int linkedBlockingQueue() {
		fill(this.linked);
		return this.linked.drainTo(this.batch, BATCH);
	}

	private void fill(Queue<Object> through) {
		for (int i = 0; i < BATCH; i++) {
			through.offer(this.item);
		}
		this.batch.clear();
	}

}
