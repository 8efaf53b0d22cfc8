package dev.concurrency.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class LivingProcessesTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final CompletableFuture<ProcessEvent> restarting = new CompletableFuture<>();

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
		.rootRestarts(new RestartPolicy(3, HOUR, new Backoff(HOUR, HOUR, 1, 0, HOUR)))
		.listener((event) -> {
			if (event instanceof ProcessEvent.Restarting) {
				this.restarting.complete(event);
			}
		})
		.build();

	private final LivingProcesses living = new LivingProcesses(this.runtime);

	private final Loop loop = new Loop();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void supervisorsAloneDoNotLive() {
		this.runtime.start();
		assertThat(this.living.exist()).isFalse();
	}

	@Test
	void whatIsDeclaredLivesFromTheStartOn() {
		this.runtime.process("loop", InstanceSource.of(this.loop));
		assertThat(this.living.exist()).isFalse();
		this.runtime.start();
		assertThat(this.living.exist()).isTrue();
		this.runtime.stop(Duration.ofSeconds(10));
		assertThat(this.living.exist()).isFalse();
	}

	@Test
	void whatAnOperatorIsToStartDoesNotLiveBefore() {
		SupervisorRef byHand = this.runtime.root().with((spec) -> spec.withAutoStart(false));
		byHand.process("loop", InstanceSource.of(this.loop));
		this.runtime.start();
		assertThat(this.living.exist()).isFalse();
		byHand.restart("loop").toCompletableFuture().join();
		assertThat(this.living.exist()).isTrue();
	}

	@Test
	void whatIsSpawnedBelowASupervisorLivesUntilItEnds() throws Exception {
		this.runtime.start();
		this.runtime.root()
			.dynamic("loops", SupervisorSettings.defaults(), (spec) -> spec, (name) -> this.loop)
			.spawn("loop");
		assertThat(this.living.exist()).isTrue();
		this.loop.end();
		this.living.awaitEnd();
	}

	@Test
	void aMailboxThatSomebodyReadsDoesNotLive() throws Exception {
		this.runtime.start();
		this.runtime.client("asker", String.class);
		this.living.awaitEnd();
	}

	@Test
	void aSupervisorLivesWhileItWaitsForItsRestart() throws Exception {
		SupervisorSettings never = SupervisorSettings.defaults().withRestarts(RestartPolicy.NEVER);
		this.runtime.root().supervisor("fragile", never).process("loop", InstanceSource.of(this.loop));
		this.runtime.start();
		this.loop.fail("as expected");
		ProcessEvent event = this.restarting.join();
		assertThat(event.process().path()).hasToString("root/fragile");
		assertThat(this.living.exist()).isTrue();
	}

}
