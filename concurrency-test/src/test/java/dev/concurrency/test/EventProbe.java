package dev.concurrency.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessPath;

import static org.assertj.core.api.Assertions.assertThat;

/** Keeps the events of a runtime and lets a test wait for one. Thread-safe. */
final class EventProbe implements ProcessListener {

	private final List<ProcessEvent> events = new CopyOnWriteArrayList<>();

	private final List<Waiter> waiters = new CopyOnWriteArrayList<>();

	@Override
	public void onEvent(ProcessEvent event) {
		this.events.add(event);
		this.waiters.forEach((waiter) -> waiter.look(this.events));
	}

	/** Waits until a process has had so many events of a type and answers the last. */
	<E extends ProcessEvent> E await(Class<E> type, ProcessPath path, int count) throws InterruptedException {
		Predicate<ProcessEvent> wanted = (event) -> type.isInstance(event) && event.process().path().equals(path);
		Waiter waiter = new Waiter(wanted, count);
		this.waiters.add(waiter);
		waiter.look(this.events);
		assertThat(waiter.seen.await(20, TimeUnit.SECONDS)).as("%s of %s in %s", type, path, this.events).isTrue();
		return type.cast(this.events.stream().filter(wanted).skip(count - 1).findFirst().orElseThrow());
	}

	<E extends ProcessEvent> List<E> all(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	private record Waiter(Predicate<ProcessEvent> wanted, int count, CountDownLatch seen) {

		Waiter(Predicate<ProcessEvent> wanted, int count) {
			this(wanted, count, new CountDownLatch(1));
		}

		void look(List<ProcessEvent> events) {
			if (events.stream().filter(this.wanted).count() >= this.count) {
				this.seen.countDown();
			}
		}

	}

}
