package dev.concurrency.actor;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * What an actor has besides its mailbox: questions that it has not answered, messages
 * that it has put aside, work that runs elsewhere, and what has come of that. Made when
 * the first of these comes.
 * <p>
 * Only {@link #add}, {@link #refuseAll}, {@link #tie}, {@link #untie}, {@link #cutTied},
 * {@link #takeTied}, {@link #unpark} and {@link #attributes()} may be called by any
 * thread; the rest belongs to the holder of the mailbox, but for the attributes of who is
 * read by hand, which its reader changes. Nothing that arrives is forgotten: who adds it
 * then has the holder look, or finds afterwards that the actor is over, and each arrival
 * is taken out once.
 *
 * @param <M> the type of a message
 */
final class Holdings<M> {

	private final Queue<Arrival<M>> arrivals = new ConcurrentLinkedQueue<>();

	private final Set<Tied> tied = ConcurrentHashMap.newKeySet(2);

	private final AtomicBoolean parked = new AtomicBoolean();

	private final Deque<Letter<M>> stash = new ArrayDeque<>(0);

	// Made by the first of them.
	private volatile @Nullable Attributes attributes;

	private final OpenQuestions questions = new OpenQuestions();

	private int elsewhere;

	/** Leaves something for the actor. */
	void add(Arrival<M> arrival) {
		this.arrivals.add(arrival);
	}

	@Nullable Arrival<M> next() {
		return this.arrivals.poll();
	}

	/** How a child has ended, before all else that has arrived. */
	@Nullable Arrival<M> nextChildEnded() {
		Arrival<M> next = this.arrivals.stream().filter(ChildEnded.class::isInstance).findFirst().orElse(null);
		if (next != null) {
			this.arrivals.remove(next);
		}
		return next;
	}

	boolean hasChildEnded() {
		return this.arrivals.stream().anyMatch(ChildEnded.class::isInstance);
	}

	boolean hasArrivals() {
		return !this.arrivals.isEmpty();
	}

	/** The actor is over: nobody serves what is left. Any thread. */
	void refuseAll() {
		for (Arrival<M> left = this.arrivals.poll(); left != null; left = this.arrivals.poll()) {
			left.refuse();
		}
	}

	/** Keeps something until the incarnation ends. */
	void tie(Tied thing) {
		this.tied.add(thing);
	}

	void untie(Tied thing) {
		this.tied.remove(thing);
	}

	/** Some work of the actor begins elsewhere. */
	void sendOut() {
		this.elsewhere++;
	}

	/** It has come back. */
	void takeIn() {
		this.elsewhere--;
	}

	/** Whether something is still to come although the mailbox is empty. */
	boolean isAwaiting() {
		return this.elsewhere > 0 || hasArrivals();
	}

	/**
	 * Lets go of the thread and keeps the mailbox: while that is closed and work is under
	 * way elsewhere, or the actor is paused, or has only its children to wait for. Who
	 * brings something, or wants it to go on, wakes the actor. The holder looks again
	 * afterwards.
	 */
	void park() {
		this.parked.set(true);
	}

	/** Whether the caller holds the actor from now on and must schedule it. */
	boolean unpark() {
		return this.parked.get() && this.parked.compareAndSet(true, false);
	}

	Deque<Letter<M>> stash() {
		return this.stash;
	}

	OpenQuestions questions() {
		return this.questions;
	}

	/** What the incarnation has said of itself. Any thread. */
	SortedMap<String, Object> attributes() {
		Attributes said = this.attributes;
		return (said != null) ? said.all() : Collections.emptySortedMap();
	}

	/** Says something of the incarnation, or takes it back. */
	void attribute(String name, @Nullable Object value) {
		Attributes said = this.attributes;
		this.attributes = ((said != null) ? said : Attributes.NONE).with(name, value);
	}

	/** Whether nothing is under way. */
	boolean isIdle() {
		return this.elsewhere == 0 && !hasArrivals() && this.stash.isEmpty() && this.tied.isEmpty()
				&& this.questions.isEmpty();
	}

	/** Another instance begins, which has said nothing of itself. */
	void forgetAttributes() {
		this.attributes = null;
	}

	/** Another incarnation begins: nothing is under way for it. */
	void begin() {
		this.elsewhere = 0;
	}

	/** The incarnation is over: so is what it has begun. Any thread. */
	void cutTied() {
		takeTied().forEach(Tied::cut);
	}

	/**
	 * The same for who cuts that elsewhere, where the next incarnation may have begun.
	 */
	List<Tied> takeTied() {
		return List.copyOf(this.tied).stream().filter(this.tied::remove).toList();
	}

}
