package dev.concurrency.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.DeadLetterReason;
import dev.concurrency.actor.Envelope;
import dev.concurrency.process.ProcessAddress;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RuntimeId;
import dev.concurrency.sink.SinkSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** Envelopes from elsewhere, and what comes back. */
@Timeout(60)
class PostTests {

	private static final ProcessPath ACTORS = ProcessPath.ROOT.child("actors");

	private final List<Envelope> forwarded = new ArrayList<>();

	private final List<DeadLetter> returned = new ArrayList<>();

	private final Script script = Script.failingOnBoom();

	private final ActorBench bench = new ActorBench((builder) -> builder.forwarder((envelope, returnTo) -> {
		this.forwarded.add(envelope);
		if (envelope.message().equals("lost")) {
			returnTo.onDeadLetter(new DeadLetter(envelope.to().path(), "lost", new DeadLetterReason.NoRoute()));
			return new DeadLetterReason.NoRoute();
		}
		return null;
	}));

	@Test
	void anEnvelopeReachesAnActorAndAnActorOfAGroup() {
		try (this.bench) {
			ActorRef<String> tower = this.bench.runtime.actor("tower", this.script, ActorSettings.defaults());
			ActorGroup<String, String> airports = this.bench.runtime.group("airports", this.script,
					ActorSettings.defaults());
			this.bench.runtime.start();
			post(Envelope.to(here(tower.path()), "land"));
			post(Envelope.to(here(airports.path()), "taxi").withKey("JFK"));
			assertThat(this.script.journal("handle")).containsExactly("1 handle land as 1", "2 handle taxi as 1");
			assertThat(this.returned).isEmpty();
			assertThat(airports.snapshot().created()).isEqualTo(1);
		}
	}

	@Test
	void whatCannotBeDeliveredComesBackWithItsReasonAndIsCounted() {
		try (this.bench) {
			ActorRef<String> tower = this.bench.runtime.actor("tower", this.script, ActorSettings.defaults());
			this.bench.runtime.sink("flights", (List<String> batch) -> {
			}, SinkSettings.defaults());
			this.bench.runtime.start();
			post(Envelope.to(here(ACTORS.child("nobody")), "1"));
			post(Envelope.to(here(ProcessPath.ROOT.child("sinks").child("flights")), "2"));
			post(Envelope.to(here(tower.path()), "3").withKey("JFK"));
			post(new Envelope(here(tower.path()), null, "4", 64, 0));
			post(Envelope.to(here(tower.path()), "boom"));
			assertThat(this.returned).extracting(DeadLetter::message).containsExactly("1", "2", "3", "4", "boom");
			assertThat(this.returned).extracting((letter) -> letter.reason().label())
				.containsExactly("not-found", "not-bound", "not-bound", "expired", "failed");
			assertThat(this.bench.runtime.returnedEnvelopes())
				.isEqualTo(Map.of("not-found", 1L, "not-bound", 2L, "expired", 1L, "failed", 1L));
			assertThat(this.bench.deadLetters).isEmpty();
		}
	}

	@Test
	void aMessageOfAnotherTypeIsNotBoundWhereTheTypeIsKnown() {
		try (this.bench) {
			this.bench.runtime.start();
			try (var client = this.bench.runtime.client("reader", String.class)) {
				post(Envelope.to(here(client.ref().path()), 1));
				assertThat(this.returned).extracting(DeadLetter::reason)
					.containsExactly(new DeadLetterReason.NotBound());
			}
		}
	}

	@Test
	void anEnvelopeForAnotherRuntimeIsForwardedOneHopLater() {
		try (this.bench) {
			this.bench.runtime.start();
			Envelope envelope = Envelope.to(new ProcessAddress(new RuntimeId("other"), ACTORS.child("a")), "hello");
			post(envelope);
			assertThat(this.forwarded).containsExactly(envelope.passedOn());
			assertThat(this.forwarded.get(0).ttl()).isEqualTo(63);
			assertThat(this.returned).isEmpty();
		}
	}

	@Test
	void whatComesBackComesBackOnce() {
		try (this.bench) {
			this.bench.runtime.start();
			post(Envelope.to(new ProcessAddress(new RuntimeId("other"), ACTORS.child("a")), "lost"));
			assertThat(this.returned).hasSize(1);
			assertThat(this.bench.runtime.returnedEnvelopes()).isEqualTo(Map.of("no-route", 1L));
		}
	}

	@Test
	void whoFailsOnAReturnStopsNobodyElse() {
		try (this.bench) {
			ActorRef<String> tower = this.bench.runtime.actor("tower", this.script, ActorSettings.defaults());
			this.bench.runtime.start();
			this.bench.runtime.post(Envelope.to(here(tower.path()), "boom"), (letter) -> {
				throw new IllegalStateException("nobody home");
			});
			this.bench.restartIsDue();
			post(Envelope.to(here(tower.path()), "next"));
			assertThat(this.script.journal("handle")).containsExactly("1 handle boom as 1", "2 handle next as 1");
		}
	}

	@Test
	void whatNobodyWantsBackGoesToTheListeners() {
		try (this.bench) {
			this.bench.runtime.start();
			this.bench.runtime.post(Envelope.to(here(ACTORS.child("nobody")), "1"));
			assertThat(this.bench.deadMessages()).containsExactly("1");
		}
	}

	@Test
	void aLocalRuntimeKnowsNoOther() {
		try (ConcurrencyRuntime local = ConcurrencyRuntime.local()) {
			local.post(Envelope.to(new ProcessAddress(new RuntimeId("other"), ACTORS), "1"), this.returned::add);
			assertThat(this.returned).extracting(DeadLetter::reason).containsExactly(new DeadLetterReason.NoRoute());
		}
	}

	@Test
	void noMessageIsPrinted() {
		ProcessAddress to = new ProcessAddress(new RuntimeId("other"), ACTORS);
		DeadLetter letter = new DeadLetter(ACTORS, "secret", new DeadLetterReason.Full(1))
			.after(new DeadLetterReason.Stopped());
		assertThat(Envelope.to(to, "secret").withKey("secret")).asString()
			.contains("java.lang.String")
			.doesNotContain("secret");
		assertThat(letter).asString().contains("Full[capacity=1]", "Stopped").doesNotContain("secret");
	}

	private void post(Envelope envelope) {
		this.bench.runtime.post(envelope, this.returned::add);
	}

	private ProcessAddress here(ProcessPath path) {
		return this.bench.runtime.address(path);
	}

}
