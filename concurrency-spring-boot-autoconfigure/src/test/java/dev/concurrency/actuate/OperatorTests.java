package dev.concurrency.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.BlockedDrain;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.fixture.NoSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.test.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class OperatorTests {

	private static final Map<String, String> FLUSH = Map.of("action", "flush");

	private static final Map<String, String> STOP = Map.of("state", "stopped");

	private final BlockedDrain drain = new BlockedDrain();

	private final List<AuditApplicationEvent> events = new ArrayList<>();

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(new ManualTime()).build();

	@AfterEach
	void close() {
		this.drain.release();
		this.runtime.close();
	}

	@Test
	void whatTakesTooLongIsUnderWayAndGoesOn() throws Exception {
		BackgroundSink<String> sink = this.runtime.sink("audit", this.drain,
				SinkSettings.defaults().withLinger(Duration.ZERO));
		this.runtime.start();
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		this.drain.awaitBatch();
		assertThat(operator(Duration.ofMillis(1)).operate("sink", "audit", FLUSH, "alice"))
			.isEqualTo(Outcome.UNDER_WAY);
		assertThat(this.events).singleElement()
			.satisfies((event) -> assertThat(event.getAuditEvent().getPrincipal()).isEqualTo("alice"))
			.satisfies((event) -> assertThat(event.getAuditEvent().getData()).containsEntry("outcome", "under-way"));
		this.drain.release();
		assertThat(operator(Duration.ofSeconds(20)).operate("sink", "audit", FLUSH, null)).isEqualTo(Outcome.DONE);
	}

	@Test
	void anActorOfAGroupIsOperatedWithItsGroup() {
		ActorGroup<String, String> airports = this.runtime.group("airports", DirectRuntime.crashable(),
				ActorSettings.defaults());
		this.runtime.start();
		assertThat(airports.ref("SEA").tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		String member = this.runtime.snapshot()
			.children()
			.stream()
			.flatMap((kind) -> kind.children().stream())
			.flatMap((group) -> group.children().stream())
			.findFirst()
			.orElseThrow()
			.name();
		Outcome outcome = operator(Duration.ZERO).operate("actor", member, STOP, null);
		assertThat(outcome.result()).isEqualTo(Outcome.Result.REFUSED);
		assertThat(outcome.reason(false)).contains("belongs to a group");
	}

	@Test
	void anAttemptThatFindsSeveralProcessesIsPublished() {
		this.runtime.supervisor("ingest", SupervisorSettings.defaults())
			.sink("audit", this.drain, SinkSettings.defaults());
		this.runtime.supervisor("billing", SupervisorSettings.defaults())
			.sink("audit", this.drain, SinkSettings.defaults());
		this.runtime.start();
		assertThat(operator(Duration.ZERO).operate("sink", "audit", STOP, "alice").result())
			.isEqualTo(Outcome.Result.REFUSED);
		assertThat(this.events).singleElement()
			.satisfies((event) -> assertThat(event.getAuditEvent().getData()).containsEntry("kind", "sink")
				.containsEntry("name", "audit")
				.containsEntry("state", "stopped")
				.containsEntry("outcome", "refused")
				.doesNotContainKey("path"));
	}

	@Test
	void theMessageOfAFailureIsOnlyForWhoMaySeeIt() {
		Outcome failed = Outcome.failed(new IllegalStateException(DirectRuntime.SECRET));
		assertThat(failed.reason(false)).isEqualTo("it failed with java.lang.IllegalStateException");
		assertThat(failed.reason(true)).endsWith(": " + DirectRuntime.SECRET);
	}

	private Operator operator(Duration patience) {
		return new Operator(this.runtime, new NoSettings(), (event) -> this.events.add((AuditApplicationEvent) event),
				patience);
	}

}
