package dev.concurrency.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.Set;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.test.ManualTime;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What all processes have, when it is registered, and how long it lives.
 */
class ConcurrencyMetersTests {

	private final MeteredRuntime metered = new MeteredRuntime();

	@AfterEach
	void close() {
		this.metered.runtime().close();
	}

	@Test
	void everyProcessHasRestartsAndStates() {
		ActorRef<String> tower = tower();
		this.metered.bind();
		assertThat(this.metered.scrape()).contains(state("created", 1), state("running", 0));
		this.metered.runtime().start();
		assertThat(this.metered.scrape()).contains(state("created", 0), state("running", 1), restarts(0));
		tell(tower, "crash");
		assertThat(this.metered.scrape()).contains(state("running", 0), state("restarting", 1));
		this.metered.time().advance(Duration.ZERO);
		assertThat(this.metered.scrape()).contains(state("running", 1), state("restarting", 0), restarts(1));
		tell(tower, "crash");
		assertThat(this.metered.scrape()).contains(state("running", 0), state("failed", 1), restarts(1));
	}

	@Test
	void theUptimeIsThatOfTheCurrentIncarnation() {
		MeterRegistry timed = new SimpleMeterRegistry(SimpleConfig.DEFAULT, new ManualClock(this.metered.time()));
		ActorRef<String> tower = tower();
		this.metered.meters().bindTo(timed);
		TimeGauge uptime = timed.get("concurrency.uptime").tag("kind", "actor").tag("name", "tower").timeGauge();
		assertThat(uptime.value(TimeUnit.SECONDS)).isZero();
		this.metered.runtime().start();
		this.metered.time().advance(Duration.ofSeconds(90));
		assertThat(uptime.value(TimeUnit.SECONDS)).isEqualTo(90);
		tell(tower, "crash");
		assertThat(uptime.value(TimeUnit.SECONDS)).isZero();
		this.metered.time().advance(Duration.ofSeconds(5));
		assertThat(uptime.value(TimeUnit.SECONDS)).isEqualTo(5);
		this.metered.bind();
		assertThat(this.metered.scrape())
			.anyMatch((sample) -> sample.startsWith("concurrency_uptime_seconds{kind=\"actor\",name=\"tower\"} "));
	}

	@Test
	void everyStatusHasAState() {
		this.metered.runtime().actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.metered.bind();
		assertThat(this.metered.registry().find("concurrency.state").tag("name", "tower").gauges())
			.extracting((gauge) -> gauge.getId().getTag("state"))
			.containsExactlyInAnyOrderElementsOf(statusLabels());
	}

	@Test
	void aProcessThatIsDeclaredLaterHasMetersToo() throws Exception {
		this.metered.bindAndStart();
		assertThat(this.metered.registry().find("concurrency.sink.pushed").meters()).isEmpty();
		BackgroundSink<String> sink = this.metered.runtime().sink("late", (batch) -> {
		}, SinkSettings.defaults());
		push(sink, "a");
		DirectRuntime.flush(sink);
		assertThat(this.metered.scrape()).contains("concurrency_sink_pushed_items_total{name=\"late\"} 1.0",
				"concurrency_sink_flush_seconds_count{name=\"late\",result=\"success\"} 1");
	}

	@Test
	void anActorThatIsDeclaredLaterHasMetersThoughItOnlyEverStarts() {
		this.metered.bindAndStart();
		ActorRef<String> tower = this.metered.runtime()
			.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		tell(tower, "a");
		assertThat(this.metered.scrape()).contains("concurrency_actor_handled_messages_total{name=\"tower\"} 1.0",
				state("running", 1));
	}

	@Test
	void metersOfAProcessAreRegisteredOnceOverAllRestarts() {
		this.metered.runtime().worker("restarted", (tick) -> {
			throw new AssertionError("planted");
		}, WorkerSettings.every(Duration.ofSeconds(1)));
		this.metered.bindAndStart();
		int before = this.metered.registry().getMeters().size();
		this.metered.time().advance(Duration.ofSeconds(1));
		this.metered.time().advance(Duration.ofSeconds(1));
		assertThat(this.metered.registry().getMeters()).hasSize(before);
		assertThat(this.metered.scrape()).doesNotHaveDuplicates()
			.contains("concurrency_restarts_total{kind=\"worker\",name=\"restarted\"} 1.0",
					"concurrency_worker_tick_seconds_count{name=\"restarted\",outcome=\"failure\"} 2");
	}

	@Test
	void severalRegistriesAllHaveTheMeters() {
		MeterRegistry other = new SimpleMeterRegistry();
		this.metered.meters().bindTo(other);
		this.metered.runtime().worker("leaderboard", (tick) -> {
		}, WorkerSettings.every(Duration.ofSeconds(2)));
		this.metered.bindAndStart();
		this.metered.time().advance(Duration.ofSeconds(2));
		assertThat(other.get("concurrency.worker.tick").tag("outcome", "success").timer().count()).isEqualTo(1);
		assertThat(this.metered.scrape())
			.contains("concurrency_worker_tick_seconds_count{name=\"leaderboard\",outcome=\"success\"} 1");
	}

	@Test
	void theRuntimeAloneKeepsTheValuesAlive() {
		ConcurrencyRuntime own = DirectRuntime.builder(this.metered.time()).build();
		own.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		new ConcurrencyMeters(() -> own).bindTo(this.metered.registry());
		own.start();
		System.gc();
		assertThat(this.metered.scrape()).contains(state("running", 1), restarts(0),
				"concurrency_actor_mailbox_size_messages{name=\"tower\"} 0.0");
		own.close();
	}

	/** But for what refines running: it changes too fast to be scraped. */
	private static List<String> statusLabels() {
		return Stream.of(ProcessStatus.class.getPermittedSubclasses())
			.filter((status) -> !Set.of("Idle", "Processing", "Client").contains(status.getSimpleName()))
			.map((status) -> status.getSimpleName().toLowerCase(Locale.ROOT))
			.toList();
	}

	private static String state(String state, int value) {
		return "concurrency_state{kind=\"actor\",name=\"tower\",state=\"" + state + "\"} " + value + ".0";
	}

	private ActorRef<String> tower() {
		return this.metered.runtime().actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
	}

	private static String restarts(int restarts) {
		return "concurrency_restarts_total{kind=\"actor\",name=\"tower\"} " + restarts + ".0";
	}

	private static void push(BackgroundSink<String> sink, String... items) {
		for (String item : items) {
			assertThat(sink.tryPush(item)).isEqualTo(Admission.ACCEPTED);
		}
	}

	private static void tell(ActorRef<String> actor, String... messages) {
		for (String message : messages) {
			assertThat(actor.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

	/** The registry's clock goes with the test's time. */
	private record ManualClock(ManualTime time) implements Clock {

		@Override
		public long wallTime() {
			return this.time.instant().toEpochMilli();
		}

		@Override
		public long monotonicTime() {
			return this.time.nanoTime();
		}

	}

}
