package dev.concurrency.actor;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.RecordedProcess;
import dev.concurrency.process.Terminated;

/**
 * A group: what outlives its incarnations and both of its sides, the users' and the
 * supervisor's. Each incarnation has {@link Members} and a {@link Nursery} of its own,
 * which starts, restarts and stops the actors. Thread-safe.
 *
 * @param <K> the type of a key
 * @param <M> the type of a message
 */
final class GroupProcess<K, M> extends RecordedProcess implements ActorGroup<K, M> {

	private final ProcessEnvironment environment;

	private final ActorSettings settings;

	private final Nursery.Factory nurseries;

	private final Members<K, M> members;

	// Written and read by the supervisor's events only, which come one at a time.
	private @Nullable Nursery nursery;

	GroupProcess(ProcessEnvironment environment, ProcessPath path, InstanceSource<Actor<M>> actors,
			ActorSettings settings, ChildSpec member, DeadLetterListener deadLetters, Nursery.Factory nurseries) {
		super(environment.record(ProcessKind.GROUP, path));
		this.environment = environment;
		this.settings = settings;
		this.nurseries = nurseries;
		this.members = new Members<>(path, settings, member, (memberPath, key) -> new ActorCell<>(this.environment,
				memberRecord(memberPath), actors, settings, deadLetters, nurseries, memberRef(key)));
	}

	private ProcessRecord memberRecord(ProcessPath path) {
		return new ProcessRecord(ProcessKind.ACTOR, path, this.environment.time(),
				new MemberListener(this.environment.listener()), this.environment.completions());
	}

	private MemberRef<K, M> memberRef(K key) {
		return new MemberRef<>(this.members, key, this.environment);
	}

	@Override
	public ActorRef<M> ref(K key) {
		return memberRef(Objects.requireNonNull(key, "key"));
	}

	@Override
	public GroupSnapshot snapshot() {
		return this.members.snapshot();
	}

	@Override
	public void start(Incarnation incarnation) {
		Nursery fresh = this.nurseries.create(path(), this.settings.restarts());
		this.nursery = fresh;
		fresh.start(new GroupIncarnation(this.members, incarnation));
		this.members.open(fresh);
	}

	@Override
	public void stop() {
		this.members.close();
		current().stop();
	}

	@Override
	public void abort() {
		this.members.close();
		current().abort();
	}

	@Override
	public String abandon() {
		return "";
	}

	@Override
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
		this.members.retire();
		return null;
	}

	@Override
	public KindSnapshot details() {
		return snapshot();
	}

	@Override
	public List<ProcessSnapshot> children() {
		return this.members.troubled();
	}

	@Override
	public String summary() {
		GroupSnapshot counts = snapshot();
		return counts.created() + " actors handled " + counts.handled() + ", failed " + counts.failures()
				+ ", dead letters " + counts.deadLetters();
	}

	private Nursery current() {
		return Objects.requireNonNull(this.nursery, "not started");
	}

	/**
	 * Closes the group with its nursery, so that nobody is let in while it waits to
	 * restart.
	 */
	private record GroupIncarnation(Members<?, ?> members, Incarnation incarnation) implements Incarnation {

		@Override
		public ProcessId id() {
			return this.incarnation.id();
		}

		@Override
		public CompletionStage<Terminated> ended() {
			return this.incarnation.ended();
		}

		@Override
		public Nursery parent() {
			return this.incarnation.parent();
		}

		@Override
		public @Nullable Throwable previousFailure() {
			return this.incarnation.previousFailure();
		}

		@Override
		public void ready() {
			this.incarnation.ready();
		}

		@Override
		public void exited(@Nullable Throwable cause) {
			this.members.close();
			this.incarnation.exited(cause);
		}

	}

}
