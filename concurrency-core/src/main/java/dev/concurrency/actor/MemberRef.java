package dev.concurrency.actor;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.SharedThread;
import dev.concurrency.process.Terminated;
import dev.concurrency.time.Durations;

/**
 * Addresses the actor of a key, whichever it is at the moment. Thread-safe.
 *
 * @param members the actors of the group
 * @param key the key
 * @param <K> the type of a key
 * @param <M> the type of a message
 */
record MemberRef<K, M>(Members<K, M> members, K key) implements ActorRef<M> {

	@Override
	public Admission tryTell(M message) {
		Generation.Resolved<M> actor = this.members.resolve(this.key);
		return (actor.cell() != null) ? actor.cell().tryTell(message) : actor.answer();
	}

	@Override
	public Admission tell(M message) throws InterruptedException {
		return tell(message, Long.MAX_VALUE);
	}

	@Override
	public Admission tell(M message, Duration timeout) throws InterruptedException {
		return tell(message, Durations.toNanos(timeout));
	}

	private Admission tell(M message, long timeoutNanos) throws InterruptedException {
		SharedThread.refuse("tell", "tryTell or ask");
		Generation.Resolved<M> actor = this.members.resolve(this.key);
		return (actor.cell() != null) ? actor.cell().tell(message, timeoutNanos) : actor.answer();
	}

	@Override
	public <R> CompletionStage<R> ask(Function<OncePort<R>, M> message, Duration timeout) {
		Generation.Resolved<M> actor = this.members.resolve(this.key);
		if (actor.cell() != null) {
			return actor.cell().ask(message, timeout);
		}
		Reply<R> reply = new Reply<>(this::path, this.members.type().environment().shared());
		reply.fail((actor.answer() == Admission.FULL) ? new AskException.GroupFull(path(), this.members.maxEntities())
				: new AskException.Ended(path(), null));
		return reply.stage();
	}

	@Override
	public ProcessPath path() {
		return this.members.path(this.key);
	}

	@Override
	public ProcessStatus status() {
		ActorCell<M> cell = this.members.find(this.key);
		return (cell != null) ? cell.status() : new ProcessStatus.Created();
	}

	@Override
	public CompletionStage<@Nullable Void> termination() {
		ActorCell<M> cell = this.members.find(this.key);
		return (cell != null) ? cell.supervised().termination() : CompletableFuture.completedStage(null);
	}

	@Override
	public CompletionStage<Terminated> watch() {
		ActorCell<M> cell = this.members.find(this.key);
		return (cell != null) ? cell.supervised().watch()
				: CompletableFuture.failedStage(new IllegalStateException("There is no actor at " + path()));
	}

	@Override
	public String toString() {
		return path().toString();
	}

}
