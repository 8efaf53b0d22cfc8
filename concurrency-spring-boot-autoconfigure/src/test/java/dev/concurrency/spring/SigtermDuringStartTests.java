package dev.concurrency.spring;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/** A process of its own is ended by a real signal while its start hangs. */
class SigtermDuringStartTests {

	private static final int SIGTERM_EXIT = 128 + 15;

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

	/** Runs until the sink has all items, sends the signal and waits for the end. */
	private List<String> terminatedWhileStarting() throws Exception {
		List<String> log = new ArrayList<>();
		Process application = start();
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				log.add(line);
				if (line.equals("fed")) {
					// SIGTERM; the method of Process would close its output too.
					application.toHandle().destroy();
				}
			}
			assertThat(application.waitFor(10, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			application.destroyForcibly();
		}
		assertThat(application.exitValue()).as(String.join("\n", log)).isEqualTo(SIGTERM_EXIT);
		return log;
	}

	private static Process start() throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"),
				HangingApplication.class.getName())
			.redirectErrorStream(true)
			.start();
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
