package dev.concurrency.spring;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.fixture.OwnProcess;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/** A process of its own is ended by a real signal while its start hangs. */
class SigtermDuringStartTests {

	private static final int ITEMS = 1500;

	@Test
	@Timeout(120)
	void whatWasAcceptedIsWrittenAndTheStartFails() throws Exception {
		List<String> log = terminatedWhileStarting();
		String text = String.join("\n", log);
		assertThat(log).filteredOn("written"::equals).as(text).hasSize(ITEMS);
		assertThat(text).contains("accepted " + ITEMS + ", written " + ITEMS)
			.contains("The start was interrupted while it waited for [root/processes/slow]; stopped");
		assertThat(log).as("in peace").containsSubsequence("written", "destroyed, interrupted: false");
	}

	private static List<String> terminatedWhileStarting() throws Exception {
		try (OwnProcess application = OwnProcess.start(HangingApplication.class)) {
			application.awaitLine("fed"::equals);
			application.terminate();
			List<String> log = application.awaitEnd();
			assertThat(application.exitValue()).as(String.join("\n", log)).isEqualTo(OwnProcess.SIGTERM_EXIT);
			return log;
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	static class HangingApplication implements DisposableBean {

		public static void main(String[] args) {
			SpringApplication.run(HangingApplication.class, "--spring.main.web-application-type=none",
					"--concurrency.sinks.instances.texts.batch-size=10");
		}

		@Bean
		SinkDrain<String> texts() {
			return (batch) -> {
				Thread.sleep(5); // still at work when the signal comes
				batch.forEach((item) -> System.out.println("written"));
			};
		}

		@Bean
		Supervisable feeder(@Lazy BackgroundSink<String> sink) {
			return new Loop("feeder", () -> {
				for (int i = 0; i < ITEMS; i++) {
					assertThat(sink.push("item " + i)).isEqualTo(Admission.ACCEPTED);
				}
				System.out.println("fed");
			});
		}

		@Bean
		Supervisable slow() {
			return new Supervisable() {

				@Override
				public String name() {
					return "slow";
				}

				@Override
				public Run initialize(ShutdownSignal shutdown) throws InterruptedException {
					new CountDownLatch(1).await();
					throw new AssertionError("nobody lets it in");
				}

			};
		}

		@Override
		public void destroy() {
			System.out.println("destroyed, interrupted: " + Thread.currentThread().isInterrupted());
		}

	}

	private record Loop(String name, Supervisable.Run body) implements Supervisable {

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			return () -> {
				this.body.run();
				shutdown.await();
			};
		}

	}

}
