package dev.concurrency.actor;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.RecordedProcess;

/**
 * A group: what outlives its incarnations and both of its sides, the users' and the
 * supervisor's. Each incarnation has a {@link Generation} of actors and
 * {@link Nurseries}, which look after those that need it. Thread-safe.
 *
 * @param <K> the type of a key
 * @param <M> the type of a message
 */
final class GroupProcess<K, M> extends RecordedProcess implements ActorGroup<K, M> {

	private final ActorType<M> type;

	private final ChildSpec member;

	private final Members<K, M> members;

	// Written and read by the supervisor's events only, which come one at a time.
	private @Nullable Nurseries nurseries;

	GroupProcess(ActorType<M> type, ProcessPath path, ChildSpec member) {
		super(type.environment().record(ProcessKind.GROUP, path, type.recorder()));
		this.type = type;
		this.member = member;
		this.members = new Members<>(record(), type);
	}

	@Override
	public ActorRef<M> ref(K key) {
		return this.members.ref(Objects.requireNonNull(key, "key"));
	}

	@Override
	public GroupSnapshot snapshot() {
		return this.members.snapshot();
	}

	@Override
	public ActorSettings settings() {
		return this.type.settings();
	}

	@Override
	public ChildSpec spec() {
		return record().spec().withShutdown(this.member.shutdown()).withInitTimeout(this.member.initTimeout());
	}

	@Override
	public ActorSettings reconfigure(UnaryOperator<ActorSettings> change) {
		return this.type.reconfigure(change);
	}

	@Override
	public List<FixedSetting> apply(ActorSettings wanted) {
		return this.type.apply(wanted);
	}

	@Override
	public void pause() {
		record().paused(true);
	}

	/** Who rests says so and then looks once more whether it is to. */
	@Override
	public void resume() {
		record().paused(false);
		this.members.goOn();
	}

	@Override
	public void start(Incarnation incarnation) {
		Nurseries fresh = new Nurseries(incarnation,
				() -> this.type.nurseries().group(path(), this.type.settings().restarts()), this.member,
				this.type.environment().timer());
		this.nurseries = fresh;
		fresh.start(this.members.open(fresh));
	}

	@Override
	public void stop() {
		current().stop();
	}

	@Override
	public void halt() {
		current().halt();
	}

	@Override
	public void abort() {
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

	private Nurseries current() {
		return Objects.requireNonNull(this.nurseries, "not started");
	}

}
