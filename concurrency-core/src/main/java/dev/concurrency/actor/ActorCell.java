package dev.concurrency.actor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.RecordedProcess;
import dev.concurrency.process.SharedThread;
import dev.concurrency.time.Durations;

/**
 * An actor: what outlives its incarnations (mailbox, counts) and both of its sides, the
 * senders' and the supervisor's. Thread-safe.
 * <p>
 * Ownership: whoever holds the {@link Mailbox} (the current {@link Activation} from its
 * start until it lets go, or {@link #terminated} once no activation is left or it was
 * revoked) reads letters and writes the ledger.
 *
 * @param <M> the type of a message
 */
final class ActorCell<M> extends RecordedProcess implements ActorRef<M> {

	private final ProcessEnvironment environment;

	private final InstanceSource<Actor<M>> actors;

	private final ActorSettings settings;

	private final DeadLetterListener deadLetters;

	private final Nursery.Factory nurseries;

	private final @Nullable MemberRef<?, M> member;

	private final Mailbox<M> mailbox;

	private final ActorLedger ledger = new ActorLedger();

	private final RoomWaiters waiters = new RoomWaiters();

	private final PendingReplies pending = new PendingReplies();

	// Replaced by the supervisor's events while nobody can schedule the actor.
	private volatile @Nullable Activation<M> activation;

	ActorCell(ProcessEnvironment environment, ProcessRecord record, InstanceSource<Actor<M>> actors,
			ActorSettings settings, DeadLetterListener deadLetters, Nursery.Factory nurseries,
			@Nullable MemberRef<?, M> member) {
		super(record);
		this.environment = environment;
		this.actors = actors;
		this.settings = settings;
		this.deadLetters = deadLetters;
		this.nurseries = nurseries;
		this.member = member;
		this.mailbox = new Mailbox<>(settings.mailboxCapacity());
	}

	/**
	 * Accepts messages before the start: for the actor that its first message creates.
	 */
	void open() {
		this.mailbox.open();
	}

	@Override
	public Admission tryTell(M message) {
		return counted(attempt(message));
	}

	private Admission attempt(M message) {
		return send(new Letter<>(Objects.requireNonNull(message, "message"), null));
	}

	private Admission counted(Admission answer) {
		if (answer == Admission.FULL) {
			this.ledger.full();
		}
		return answer;
	}

	@Override
	public Admission tell(M message) throws InterruptedException {
		return await(message, Long.MAX_VALUE);
	}

	@Override
	public Admission tell(M message, Duration timeout) throws InterruptedException {
		return await(message, Durations.toNanos(timeout));
	}

	private Admission await(M message, long timeoutNanos) throws InterruptedException {
		SharedThread.refuse("tell", "tryTell or ask");
		return counted(this.waiters.await(() -> attempt(message), timeoutNanos, this.environment.time()));
	}

	@Override
	public <R> CompletionStage<R> ask(Function<OncePort<R>, M> message, Duration timeout) {
		Reply<R> reply = this.pending.open(path(), this.environment.shared());
		M question = question(message, reply);
		switch (counted(send(new Letter<>(question, reply)))) {
			case FULL -> reply.fail(new AskException.MailboxFull(path(), this.mailbox.capacity()));
			case CLOSED -> reply.fail(new AskException.Ended(path(), null));
			case ACCEPTED -> expect(reply, timeout);
		}
		return reply.stage();
	}

	private <R> M question(Function<OncePort<R>, M> message, Reply<R> reply) {
		try {
			return Objects.requireNonNull(message.apply(reply), "message");
		}
		catch (RuntimeException ex) {
			reply.fail(ex);
			throw ex;
		}
	}

	private void expect(Reply<?> reply, Duration timeout) {
		try {
			reply.expectWithin(timeout, this.environment.timer());
		}
		catch (RejectedExecutionException ex) {
			reply.fail(new AskException.Ended(path(), ex));
		}
	}

	private Admission send(Letter<M> letter) {
		Mailbox.Offer offer = this.mailbox.offer(letter);
		return switch (offer) {
			case ACCEPTED -> Admission.ACCEPTED;
			case ACCEPTED_IDLE -> {
				current().schedule();
				yield Admission.ACCEPTED;
			}
			case FULL -> Admission.FULL;
			case CLOSED -> Admission.CLOSED;
		};
	}

	ActorSnapshot snapshot() {
		return this.ledger.snapshot(this.mailbox);
	}

	@Override
	public void start(Incarnation incarnation) {
		Activation<M> next = new Activation<>(this, this.environment, incarnation);
		this.activation = next;
		open();
		next.start();
	}

	@Override
	public void suspend() {
		suspend(current());
	}

	void suspend(Activation<M> activation) {
		activation.suspend();
		activation.interruptNeedlessInitialization();
		if (this.mailbox.claim()) {
			activation.schedule();
		}
	}

	@Override
	public void stop() {
		current().stop();
		close();
		current().interruptNeedlessInitialization();
	}

	@Override
	public void abort() {
		current().abort();
		if (!current().isSuspended()) {
			close();
		}
		// Otherwise another incarnation follows, or terminated() closes.
		current().interrupt();
	}

	/** Accepts nothing more; what was accepted is handled. */
	private void close() {
		if (this.mailbox.close()) {
			current().schedule();
		}
		this.waiters.signal();
	}

	@Override
	public boolean waitsForOthers() {
		return current().waitsForOthers();
	}

	@Override
	public String abandon() {
		return current().revoke();
	}

	@Override
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
		this.mailbox.close();
		StopReason reason = (cause != null) ? new StopReason.Failed(cause) : new StopReason.Stopped();
		AskException answer = new AskException.Ended(path(), cause);
		List<Letter<M>> left = new ArrayList<>();
		Activation<M> last = this.activation;
		Letter<M> hanging = (last != null) ? last.hanging() : null;
		if (hanging != null) {
			left.add(hanging);
		}
		for (Letter<M> letter = this.mailbox.poll(); letter != null; letter = this.mailbox.poll()) {
			left.add(letter);
		}
		left.forEach((letter) -> unanswered(letter, answer));
		this.pending.fail(answer);
		this.waiters.signal();
		return left.isEmpty() ? null : () -> report(left, reason, cause);
	}

	private void report(List<Letter<M>> left, StopReason reason, @Nullable Throwable cause) {
		left.forEach((letter) -> this.deadLetters.onDeadLetter(new DeadLetter(record().ref(), letter.message, reason)));
		record().undelivered(this.environment.undelivered(), left.stream().map((letter) -> letter.message).toList(),
				(cause != null) ? "the actor ended with " + cause : "the actor was stopped");
	}

	@Override
	public List<ProcessSnapshot> children() {
		Activation<M> last = this.activation;
		return (last != null) ? last.children() : List.of();
	}

	@Override
	public KindSnapshot details() {
		return snapshot();
	}

	@Override
	public String summary() {
		ActorSnapshot counts = snapshot();
		return "handled " + counts.handled() + ", failed " + counts.failures() + ", dead letters "
				+ counts.deadLetters();
	}

	Mailbox<M> mailbox() {
		return this.mailbox;
	}

	ActorLedger ledger() {
		return this.ledger;
	}

	RoomWaiters waiters() {
		return this.waiters;
	}

	InstanceSource<Actor<M>> actors() {
		return this.actors;
	}

	/** A supervisor for the children of one incarnation. */
	Nursery newNursery() {
		return this.nurseries.create(path(), this.settings.restarts());
	}

	/** An actor that is made with what this one is made with. */
	<N> ActorCell<N> child(ProcessPath childPath, InstanceSource<? extends Actor<N>> childActors,
			ActorSettings childSettings) {
		return new ActorCell<>(this.environment, this.environment.record(ProcessKind.ACTOR, childPath),
				Actors.widen(childActors), childSettings, this.deadLetters, this.nurseries, null);
	}

	/** How others address this actor: by its key if it belongs to a group. */
	ActorRef<M> self() {
		return (this.member != null) ? this.member : this;
	}

	@Nullable Object key() {
		return (this.member != null) ? this.member.key() : null;
	}

	/** Counts and reports a message that is not handled to its end. */
	void deadLetter(Letter<M> letter, StopReason reason, AskException answer) {
		unanswered(letter, answer);
		this.deadLetters.onDeadLetter(new DeadLetter(record().ref(), letter.message, reason));
	}

	private void unanswered(Letter<M> letter, AskException answer) {
		this.ledger.deadLetter();
		if (letter.reply != null) {
			letter.reply.fail(answer);
		}
	}

	private Activation<M> current() {
		return Objects.requireNonNull(this.activation, "not started");
	}

}
