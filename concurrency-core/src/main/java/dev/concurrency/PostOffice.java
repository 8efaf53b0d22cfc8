package dev.concurrency;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.actor.DeadLetterReason;
import dev.concurrency.actor.Deliveries;
import dev.concurrency.actor.Envelope;
import dev.concurrency.actor.Forwarder;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.Failures;
import dev.concurrency.process.Supervised;

/**
 * Delivers envelopes to the actors of this runtime and passes on those for others.
 * Thread-safe. Each envelope comes back once at most.
 */
final class PostOffice {

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyRuntime.class);

	private final ConcurrentMap<String, LongAdder> returned = new ConcurrentHashMap<>();

	private final ProcessDirectory directory;

	private final Forwarder forwarder;

	PostOffice(ProcessDirectory directory, Forwarder forwarder) {
		this.directory = directory;
		this.forwarder = forwarder;
	}

	void post(Envelope envelope, DeadLetterListener returnTo) {
		DeadLetterListener once = once(returnTo);
		DeadLetterReason refused = (envelope.ttl() < 1) ? new DeadLetterReason.Expired(envelope.hops())
				: send(envelope.passedOn(), once);
		if (refused != null) {
			once.onDeadLetter(new DeadLetter(envelope.to().path(), envelope.message(), refused));
		}
	}

	private @Nullable DeadLetterReason send(Envelope envelope, DeadLetterListener returnTo) {
		if (!envelope.to().runtime().equals(this.directory.runtime())) {
			return this.forwarder.forward(envelope, returnTo);
		}
		Supervised process = this.directory.locate(envelope.to().path());
		return (process instanceof BackgroundProcess handle) ? Deliveries.deliver(handle, envelope, returnTo)
				: (process == null) ? new DeadLetterReason.NotFound() : new DeadLetterReason.NotBound();
	}

	/** A forwarder may be wrong about what became of an envelope, and say so twice. */
	private DeadLetterListener once(DeadLetterListener returnTo) {
		AtomicBoolean told = new AtomicBoolean();
		return (letter) -> {
			if (told.compareAndSet(false, true)) {
				this.returned.computeIfAbsent(letter.reason().label(), (label) -> new LongAdder()).increment();
				tell(returnTo, letter);
			}
		};
	}

	private static void tell(DeadLetterListener returnTo, DeadLetter letter) {
		try {
			returnTo.onDeadLetter(letter);
		}
		catch (Throwable ex) {
			logger.warn("Whoever sent a message to {} failed on its return", letter.actor(), Failures.loggable(ex));
		}
	}

	/** How many came back, by reason. */
	Map<String, Long> returned() {
		Map<String, Long> counts = new TreeMap<>();
		this.returned.forEach((label, count) -> counts.put(label, count.sum()));
		return counts;
	}

}
