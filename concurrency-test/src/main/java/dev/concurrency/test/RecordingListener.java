package dev.concurrency.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessPath;

/**
 * Keeps what happens in a runtime, dead letters included. Give it to the builder, or make
 * it a bean. Thread-safe.
 */
public final class RecordingListener implements ProcessListener, DeadLetterListener {

	private final List<ProcessEvent> events = new CopyOnWriteArrayList<>();

	private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();

	/** A listener that has heard of nothing. */
	public RecordingListener() {
	}

	@Override
	public void onEvent(ProcessEvent event) {
		this.events.add(event);
	}

	@Override
	public void onDeadLetter(DeadLetter letter) {
		this.deadLetters.add(letter);
	}

	/**
	 * All events.
	 * @return an unmodifiable list, oldest first
	 */
	public List<ProcessEvent> events() {
		return List.copyOf(this.events);
	}

	/**
	 * The events of a type.
	 * @param type which
	 * @param <E> the type
	 * @return an unmodifiable list, oldest first
	 */
	public <E extends ProcessEvent> List<E> all(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * The events of a type and a process.
	 * @param type which
	 * @param process whose
	 * @param <E> the type
	 * @return an unmodifiable list, oldest first
	 */
	public <E extends ProcessEvent> List<E> all(Class<E> type, BackgroundProcess process) {
		return all(type, process.path());
	}

	private <E extends ProcessEvent> List<E> all(Class<E> type, ProcessPath path) {
		return all(type).stream().filter((event) -> event.process().path().equals(path)).toList();
	}

	/**
	 * Waits, in real time and no longer than {@link TestKit#PATIENCE}, until a process
	 * has had so many events of a type. In a stepped runtime run what is ready instead,
	 * and then look.
	 * @param type which
	 * @param path whose
	 * @param count how many, at least one
	 * @param <E> the type
	 * @return the last of them
	 * @throws AssertionError if there are fewer
	 */
	public <E extends ProcessEvent> E await(Class<E> type, ProcessPath path, int count) {
		if (!Patience.OF_THREADS.until(() -> all(type, path).size() >= count)) {
			throw new AssertionError(path + " has not had " + count + " " + type.getSimpleName() + " but "
					+ all(type, path) + "; all events: " + this.events);
		}
		return all(type, path).get(count - 1);
	}

	/**
	 * The messages that were not handled to their end.
	 * @return an unmodifiable list, oldest first
	 */
	public List<DeadLetter> deadLetters() {
		return List.copyOf(this.deadLetters);
	}

	/** Forgets everything. */
	public void clear() {
		this.events.clear();
		this.deadLetters.clear();
	}

}
