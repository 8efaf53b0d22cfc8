package dev.concurrency.supervision;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.Terminated;

/**
 * What a child says to its supervisor, dated with the incarnation that says it.
 * Thread-safe.
 */
final class ChildIncarnation implements Incarnation {

	private final SupervisorCommand.StartChild start;

	private final ProcessId id;

	private final Supplier<CompletionStage<Terminated>> ended;

	private final Nursery parent;

	private final Consumer<SupervisorEvent> events;

	/**
	 * An incarnation that is about to begin.
	 * @param start which one of which child
	 * @param id its id
	 * @param parent its supervisor
	 * @param events hears what it says
	 */
	ChildIncarnation(SupervisorCommand.StartChild start, ProcessId id, Nursery parent,
			Consumer<SupervisorEvent> events) {
		this.start = start;
		this.id = id;
		this.ended = start.child().process().record().watching();
		this.parent = parent;
		this.events = events;
	}

	@Override
	public ProcessId id() {
		return this.id;
	}

	@Override
	public CompletionStage<Terminated> ended() {
		return this.ended.get();
	}

	@Override
	public Nursery parent() {
		return this.parent;
	}

	@Override
	public @Nullable Throwable previousFailure() {
		return this.start.previousFailure();
	}

	@Override
	public void ready() {
		this.events.accept(new SupervisorEvent.Ready(this.start.child(), this.start.incarnation()));
	}

	@Override
	public void hangs(Throwable cause) {
		this.events.accept(new SupervisorEvent.Hangs(this.start.child(), this.start.incarnation(), cause));
	}

	@Override
	public void exited(@Nullable Throwable cause) {
		this.events.accept(new SupervisorEvent.Exited(this.start.child(), this.start.incarnation(), cause));
	}

	@Override
	public void failedForGood(Throwable cause) {
		this.events.accept(new SupervisorEvent.Exited(this.start.child(), this.start.incarnation(), cause, true));
	}

}
