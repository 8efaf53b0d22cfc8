package dev.concurrency.actor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.time.Durations;
import dev.concurrency.time.TimeSource;

/**
 * A mailbox without a loop, for messages alone. Thread-safe.
 *
 * @param <M> the type of a message
 */
final class Client<M> implements ActorClient<M> {

	private final Queue<DeadLetter> returned = new ConcurrentLinkedQueue<>();

	private final ActorInstance<M> inbox;

	private final ActorCell<M> cell;

	Client(ActorInstance<M> inbox, ActorCell<M> cell) {
		this.inbox = inbox;
		this.cell = cell;
	}

	@Override
	public ActorRef<M> ref() {
		return this.inbox.ref();
	}

	@Override
	public Optional<M> receive(Duration timeout) throws InterruptedException {
		TimeSource time = this.cell.environment().time();
		long begun = time.nanoTime();
		long limit = Durations.toNanos(timeout);
		while (true) {
			long left = (limit == Long.MAX_VALUE) ? limit : limit - (time.nanoTime() - begun);
			Optional<Delivery<M>> next = this.inbox
				.poll((left == Long.MAX_VALUE) ? Durations.MAX : Duration.ofNanos(Math.max(0, left)));
			if (next.isEmpty() || next.get() instanceof Delivery.Stopped<M>) {
				return Optional.empty();
			}
			if (next.get() instanceof Delivery.Message<M> message) {
				return Optional.of(message.message());
			}
			if (next.get() instanceof Delivery.Undeliverable<M> back) {
				this.returned.add(back.letter());
			}
		}
	}

	@Override
	public <N> Admission tryTell(ActorRef<N> actor, N message) {
		return this.inbox.tryTell(actor, message);
	}

	@Override
	public List<DeadLetter> undeliverable() {
		List<DeadLetter> taken = new ArrayList<>();
		for (DeadLetter letter = this.returned.poll(); letter != null; letter = this.returned.poll()) {
			taken.add(letter);
		}
		return taken;
	}

	@Override
	public void attachTo(BackgroundProcess parent) {
		Runnable leave = Watching.follow(Watching.oneOf(parent), this::close);
		// What outlives it does not keep it.
		var unused = this.cell.supervised().record().follow(leave);
	}

	@Override
	public void attribute(String name, @Nullable Object value) {
		this.cell.holdings().attribute(name, value);
	}

	@Override
	public void close() {
		this.inbox.close();
	}

	@Override
	public String toString() {
		return ref().toString();
	}

}
