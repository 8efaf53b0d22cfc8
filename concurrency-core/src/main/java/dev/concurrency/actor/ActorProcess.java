package dev.concurrency.actor;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.Failures;
import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.Pausable;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RecordedProcess;
import dev.concurrency.time.Durations;

/**
 * An actor as its supervisor sees it and, if it belongs to no group, as its users see it.
 * Thread-safe.
 * <p>
 * The volatile counts are written by the holder of the actor only, one at a time.
 *
 * @param <M> the type of a message
 */
@SuppressWarnings("NonAtomicVolatileUpdate")
final class ActorProcess<M> extends RecordedProcess implements Recipient<M>, Pausable, Configurable<ActorSettings> {

	/** How long the last hooks go on after an abort. */
	private static final long HOOK_NANOS = Duration.ofSeconds(1).toNanos();

	private final ActorCell<M> cell;

	// The incarnation that has begun without a supervisor.
	private final @Nullable Activation<M> first;

	// Replaced by the supervisor's events while nobody can schedule the actor.
	private volatile @Nullable Activation<M> activation;

	// Written and read by the supervisor's events only: whose handler never came back.
	private @Nullable Letter<M> hanging;

	private final Activity activity;

	private volatile long failures;

	private volatile long deadLetters;

	/** An actor whose supervisor begins each incarnation. */
	ActorProcess(ActorCell<M> cell, ProcessRecord record) {
		super(record);
		this.cell = cell;
		this.activity = new Activity(environment().time());
		this.first = null;
	}

	/** An actor that has begun without a supervisor. */
	ActorProcess(ActorCell<M> cell, ProcessRecord record, ProcessId id) {
		super(record);
		this.cell = cell;
		this.activity = new Activity(environment().time());
		this.first = new Activation<>(this, id);
		this.activation = this.first;
	}

	@Override
	public Admission tryTell(M message) {
		return this.cell.tryTell(message);
	}

	@Override
	public Admission tell(M message) throws InterruptedException {
		return this.cell.tell(message, Long.MAX_VALUE);
	}

	@Override
	public Admission tell(M message, Duration timeout) throws InterruptedException {
		return this.cell.tell(message, Durations.toNanos(timeout));
	}

	@Override
	public Admission send(Letter<M> letter) {
		return this.cell.send(letter);
	}

	@Override
	public ActorRef<M> weak() {
		WeakReference<ActorRef<M>> here = new WeakReference<>(this);
		return new WeakRef<>(here::get, path());
	}

	@Override
	public BackgroundProcess current() {
		return this;
	}

	@Override
	public AskException refusal(Admission answer) {
		return (answer == Admission.FULL) ? new AskException.MailboxFull(path(), this.cell.capacity())
				: new AskException.Ended(path(), null);
	}

	@Override
	public ActorSettings settings() {
		return this.cell.type().settings();
	}

	@Override
	public ActorSettings reconfigure(UnaryOperator<ActorSettings> change) {
		return this.cell.type().reconfigure(change);
	}

	@Override
	public List<FixedSetting> apply(ActorSettings wanted) {
		return this.cell.type().apply(wanted);
	}

	/** Takes effect before the next message. */
	@Override
	public void pause() {
		record().paused(true);
	}

	@Override
	public void resume() {
		record().paused(false);
		this.cell.wake();
	}

	@Override
	public void start(Incarnation incarnation) {
		Activation<M> running = this.activation;
		if (running != null && running == this.first && !running.isAttached()) {
			running.attach(incarnation);
			return;
		}
		this.activation = new Activation<>(this, incarnation);
		this.cell.begin();
	}

	@Override
	public boolean goesOnWithout() {
		Activation<M> running = this.activation;
		if (running == null || running != this.first || running.isAttached()) {
			return false;
		}
		this.cell.home().rejected(this);
		return true;
	}

	@Override
	public void suspend() {
		activation().suspend();
		this.cell.wake();
	}

	@Override
	public void stop() {
		activation().stop();
		// Before what follows from it can be read.
		this.cell.type().signal(EndMode.DRAIN);
		this.cell.drain();
	}

	@Override
	public void halt() {
		activation().halt();
		this.cell.type().signal(EndMode.STOP);
		this.cell.drain();
	}

	@Override
	public void abort() {
		Activation<M> current = activation();
		current.abort();
		if (current.isSuspended()) {
			// Another incarnation follows, or terminated() closes.
			this.cell.wake();
		}
		else {
			this.cell.drain();
		}
		Turn<M> turn = this.cell.turn();
		if (turn != null) {
			turn.abort(environment().timer(), HOOK_NANOS);
		}
		current.abortChildren();
		this.cell.type().hurry();
	}

	@Override
	public boolean waitsForOthers() {
		return activation().isWaiting();
	}

	@Override
	public String abandon() {
		ActorCell.Hanging<M> hangs = this.cell.takeAway();
		this.hanging = hangs.letter();
		return hangs.stack();
	}

	@Override
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
		DeadLetterReason reason = (cause != null) ? new DeadLetterReason.Failed(cause) : new DeadLetterReason.Stopped();
		AskException answer = new AskException.Ended(path(), cause);
		List<Letter<M>> left = this.cell.takeAll(this.hanging);
		this.hanging = null;
		left.forEach((letter) -> unanswered(letter, answer));
		this.cell.failQuestions(cause);
		this.cell.over(status() instanceof ProcessStatus.Abandoned);
		Activation<M> last = this.activation;
		if (last != null) {
			this.cell.home().report(event(last, cause));
		}
		return left.isEmpty() ? null : () -> report(left, reason, cause);
	}

	/** A failure that came from below goes up as what it was there. */
	private ChildEvent event(Activation<M> last, @Nullable Throwable cause) {
		if (cause instanceof ChildFailedException below) {
			return below.event();
		}
		return new ChildEvent(path(), last.id(), environment().time().instant(), cause);
	}

	private void report(List<Letter<M>> left, DeadLetterReason reason, @Nullable Throwable cause) {
		left.forEach((letter) -> this.cell.dead(letter, reason));
		List<M> wanted = left.stream()
			.filter((letter) -> !letter.isBestEffort())
			.map((letter) -> letter.message)
			.toList();
		record().undelivered(environment().undelivered(), wanted,
				(cause != null) ? "the actor ended with " + Failures.text(cause) : "the actor was stopped");
	}

	/** A message failed. */
	void failed() {
		this.failures++;
	}

	/** Counts and reports a message that is not handled to its end. */
	void deadLetter(Letter<M> letter, DeadLetterReason reason, AskException answer) {
		unanswered(letter, answer);
		this.cell.dead(letter, reason);
	}

	private void unanswered(Letter<M> letter, AskException answer) {
		this.deadLetters++;
		Reply<?> reply = letter.reply();
		if (reply != null) {
			reply.fail(answer);
		}
	}

	/** What it is doing. */
	Activity activity() {
		return this.activity;
	}

	@Override
	public ProcessStatus refined(ProcessStatus status) {
		if (!(status instanceof ProcessStatus.Running)) {
			return status;
		}
		return this.cell.type().isByHand() ? new ProcessStatus.Client() : this.activity.status();
	}

	/** The current incarnation. */
	Activation<M> activation() {
		return Objects.requireNonNull(this.activation, "not started");
	}

	/** The current incarnation, null before the start. */
	@Nullable Activation<M> activationIfStarted() {
		return this.activation;
	}

	/** The incarnation that has begun without a supervisor. */
	Activation<M> first() {
		return Objects.requireNonNull(this.first, "supervised from the beginning");
	}

	void wake() {
		this.cell.wake();
	}

	/** Puts an actor below this one. */
	<N> ActorRef<N> spawn(Activation<M> parent, String name, ActorType<N> type) {
		ActorProcess<N> child = new Alone<>(type, path().child(name), parent).newActor();
		child.cell.open();
		parent.brood().add(child, Actors.MEMBER);
		return child;
	}

	/** Puts a client below this one. Any thread. */
	<N> ActorClient<N> client(String name, Class<N> messages) {
		Activation<M> parent = this.activation;
		if (parent == null) {
			throw new IllegalStateException(path() + " was not started, so nothing can be below it");
		}
		ActorType<M> type = this.cell.type();
		ByHandActor<N> client = Actors.createByHand(type.environment(), path().child(name), messages,
				ActorSettings.defaults(), type.deadLetters(), type.nurseries(), () -> parent.endChild(name));
		parent.attachChild(client.process(), Actors.CLIENT);
		return client.client();
	}

	Nursery newNursery() {
		return this.cell.type().nurseries().brood(path(), this.cell.type().settings().restarts());
	}

	Nursery nursery() {
		return this.cell.home().nursery();
	}

	@Override
	public ActorType<M> type() {
		return this.cell.type();
	}

	ProcessEnvironment environment() {
		return this.cell.type().environment();
	}

	ActorCell<M> cell() {
		return this.cell;
	}

	long failures() {
		return this.failures;
	}

	long deadLetters() {
		return this.deadLetters;
	}

	@Override
	public @Nullable Nursery keeper() {
		Activation<M> current = this.activation;
		return (current != null) ? current.keeper() : null;
	}

	@Override
	public List<ProcessSnapshot> children() {
		Activation<M> current = this.activation;
		return (current != null) ? current.children() : List.of();
	}

	@Override
	public KindSnapshot details() {
		return snapshot();
	}

	ActorSnapshot snapshot() {
		return new ActorSnapshot(this.cell.capacity(), this.cell.size(), this.activity.highWater(), this.cell.handled(),
				this.cell.type().asks().sum(), this.failures, this.deadLetters, this.cell.type().full().sum(),
				Duration.ofNanos(this.activity.busyNanos()), this.activity.lastBusy(), this.activity.lastType(),
				this.cell.type().counts().snapshot(), this.cell.attributes());
	}

	@Override
	public String summary() {
		return "handled " + this.cell.handled() + ", failed " + this.failures + ", dead letters " + this.deadLetters;
	}

	@Override
	public String toString() {
		return path().toString();
	}

}
