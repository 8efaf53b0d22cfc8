package dev.concurrency.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.concurrency.process.InstanceSource;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.TickContext;

/**
 * Periodic tasks that write down what happens to them, each line with the number of the
 * instance, and do what the test says. Thread-safe.
 */
class Ticks implements InstanceSource<PeriodicTask> {

	private final List<String> journal = Collections.synchronizedList(new ArrayList<>());

	private final List<TickContext> contexts = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger instances = new AtomicInteger();

	private final PeriodicTask work;

	Ticks(PeriodicTask work) {
		this.work = work;
	}

	/** Ticks that do nothing. */
	static Ticks idle() {
		return new Ticks((context) -> {
		});
	}

	/** What happened so far, in order. */
	List<String> journal() {
		synchronized (this.journal) {
			return List.copyOf(this.journal);
		}
	}

	List<String> journal(String word) {
		return journal().stream().filter((line) -> line.contains(word)).toList();
	}

	/** How many ticks began. */
	int count() {
		return this.contexts.size();
	}

	/** What a tick was told, from 0. */
	TickContext context(int index) {
		return this.contexts.get(index);
	}

	void onStart(int instance) throws Exception {
	}

	void onStop(int instance) throws Exception {
	}

	@Override
	public PeriodicTask create() {
		return new Task(this.instances.incrementAndGet());
	}

	@Override
	public void destroy(PeriodicTask instance) throws Exception {
		this.journal.add(((Task) instance).number + " destroy");
	}

	private final class Task implements PeriodicTask {

		private final int number;

		Task(int number) {
			this.number = number;
		}

		@Override
		public void onStart() throws Exception {
			Ticks.this.journal.add(this.number + " start");
			Ticks.this.onStart(this.number);
		}

		@Override
		public void tick(TickContext context) throws Exception {
			Ticks.this.contexts.add(context);
			Ticks.this.journal.add(this.number + " tick " + context.number());
			Ticks.this.work.tick(context);
		}

		@Override
		public void onStop() throws Exception {
			Ticks.this.journal.add(this.number + " stop");
			Ticks.this.onStop(this.number);
		}

	}

}
