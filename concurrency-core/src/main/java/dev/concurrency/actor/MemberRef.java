package dev.concurrency.actor;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
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
record MemberRef<K, M>(Members<K, M> members, K key) implements Recipient<M> {

	@Override
	public Admission tryTell(M message) {
		while (true) {
			Generation.Resolved<M> actor = this.members.resolve(this.key);
			ActorCell<M> cell = actor.cell();
			Admission answer = (cell != null) ? cell.tryTell(message) : actor.answer();
			if (isFinal(answer, cell)) {
				return answer;
			}
		}
	}

	/** One that has gone since it was found is followed by another. */
	private static boolean isFinal(Admission answer, @Nullable ActorCell<?> cell) {
		return answer != Admission.CLOSED || cell == null || !cell.isGone();
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
		while (true) {
			Generation.Resolved<M> actor = this.members.resolve(this.key);
			ActorCell<M> cell = actor.cell();
			// Who has waited for room in it finds it closed, but not gone: it was full.
			Admission answer = (cell != null) ? cell.tell(message, timeoutNanos) : actor.answer();
			if (isFinal(answer, cell)) {
				return answer;
			}
		}
	}

	@Override
	public Admission send(Letter<M> letter) {
		while (true) {
			Generation.Resolved<M> actor = this.members.resolve(this.key);
			ActorCell<M> cell = actor.cell();
			Admission answer = (cell != null) ? cell.send(letter) : actor.answer();
			if (isFinal(answer, cell)) {
				return answer;
			}
		}
	}

	@Override
	public ActorRef<M> weak() {
		WeakReference<Members<K, M>> here = new WeakReference<>(this.members);
		K same = this.key;
		return new WeakRef<>(() -> {
			Members<K, M> there = here.get();
			return (there != null) ? there.ref(same) : null;
		}, path());
	}

	@Override
	public BackgroundProcess current() {
		ActorCell<M> cell = this.members.find(this.key);
		if (cell == null) {
			throw new IllegalStateException("There is no actor at " + path());
		}
		return cell.supervised();
	}

	@Override
	public AskException refusal(Admission answer) {
		if (answer != Admission.FULL) {
			return new AskException.Ended(path(), null);
		}
		ActorSettings settings = this.members.type().settings();
		return (this.members.find(this.key) != null) ? new AskException.MailboxFull(path(), settings.mailboxCapacity())
				: new AskException.GroupFull(path(), settings.maxEntities());
	}

	@Override
	public ActorType<M> type() {
		return this.members.type();
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
