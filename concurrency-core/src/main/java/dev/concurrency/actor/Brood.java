package dev.concurrency.actor;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.Supervised;
import dev.concurrency.process.Terminated;

/**
 * The children of one incarnation of an actor, and its part as their supervisor's
 * supervisor: when they cannot be saved by restarts, the actor fails. Thread-safe.
 * <p>
 * The nursery ends once. Whoever comes later, that end or the actor's wish to close,
 * finds the other: the wish is written before the nursery is stopped, and what follows it
 * hangs on {@code over}.
 */
final class Brood implements Incarnation {

	private final CompletableFuture<@Nullable Throwable> over = new CompletableFuture<>();

	private final Activation<?> parent;

	private final Nursery nursery;

	private final Consumer<@Nullable Throwable> onFailure;

	private volatile boolean closing;

	Brood(Activation<?> parent, Nursery nursery, Consumer<@Nullable Throwable> onFailure) {
		this.parent = parent;
		this.nursery = nursery;
		this.onFailure = onFailure;
	}

	void open() {
		this.nursery.start(this);
	}

	void add(Supervised child, ChildSpec spec) {
		this.nursery.enlist(child, spec);
	}

	/**
	 * Has the children finish what they accepted.
	 * @param halt whether they finish only what they have begun
	 * @param then told when they have ended, and how
	 */
	void close(boolean halt, Consumer<@Nullable Throwable> then) {
		this.closing = true;
		if (halt) {
			this.nursery.halt();
		}
		else {
			this.nursery.stop();
		}
		var unused = this.over.thenAccept(then);
	}

	/** Whether they have ended. */
	boolean isOver() {
		return this.over.isDone();
	}

	/** Has the children finish only what they have begun, once this is closed. */
	void halt() {
		this.nursery.halt();
	}

	void abort() {
		this.nursery.abort();
	}

	Nursery nursery() {
		return this.nursery;
	}

	List<ProcessSnapshot> snapshots() {
		return this.nursery.children();
	}

	@Override
	public ProcessId id() {
		return this.parent.id();
	}

	@Override
	public CompletionStage<Terminated> ended() {
		return this.parent.ended();
	}

	@Override
	public Nursery parent() {
		return this.parent.parent();
	}

	@Override
	public @Nullable Throwable previousFailure() {
		return null;
	}

	@Override
	public void ready() {
		// The actor itself says when it is ready.
	}

	@Override
	public void exited(@Nullable Throwable cause) {
		this.over.complete(cause);
		if (!this.closing) {
			this.onFailure.accept(cause);
		}
	}

}
