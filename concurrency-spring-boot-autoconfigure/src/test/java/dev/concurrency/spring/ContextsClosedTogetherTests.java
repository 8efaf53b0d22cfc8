package dev.concurrency.spring;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/** Two applications in one JVM that end at the same time, as after a SIGTERM. */
@Timeout(60)
class ContextsClosedTogetherTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withUserConfiguration(Calls.class)
		.withPropertyValues("concurrency.boundaries.instances.calls.max-in-flight=1");

	@Test
	void bothFinishWhatTheyHaveAccepted() {
		this.runner.run((one) -> this.runner.run((other) -> {
			Application first = Application.of(one);
			Application second = Application.of(other);
			first.submit();
			second.submit();
			CompletableFuture<Void> closing = CompletableFuture.allOf(first.close(), second.close());
			Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> first.isStopping() && second.isStopping());
			assertThat(closing).isNotDone();
			second.calls.released.countDown();
			first.calls.released.countDown();
			closing.get(20, TimeUnit.SECONDS);
			assertThat(first.calls.written).containsExactly("a", "b", "c");
			assertThat(second.calls.written).containsExactly("a", "b", "c");
		}));
	}

	/** What a context holds, to be looked at when that is closed. */
	private record Application(ConfigurableApplicationContext context, Calls calls, BoundaryRuntime boundary,
			BackgroundSink<String> sink) {

		@SuppressWarnings("unchecked")
		static Application of(AssertableApplicationContext context) {
			return new Application(context.getSourceApplicationContext(), context.getBean(Calls.class),
					context.getBean(BoundaryRuntime.class), context.getBean(BackgroundSink.class));
		}

		/** Tasks that write, one after the other, once they are let go. */
		void submit() {
			for (String key : List.of("a", "b", "c")) {
				assertThat(this.boundary.submit(key, () -> {
					this.calls.released.await();
					return this.sink.push(key);
				}).toCompletableFuture()).isNotDone();
			}
		}

		CompletableFuture<Void> close() {
			CompletableFuture<Void> closed = new CompletableFuture<>();
			new Thread(() -> closed.completeAsync(() -> {
				this.context.close();
				return null;
			}, Runnable::run)).start();
			return closed;
		}

		boolean isStopping() {
			return this.boundary.status() instanceof ProcessStatus.Stopping;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Calls {

		private final CountDownLatch released = new CountDownLatch(1);

		private final List<String> written = new CopyOnWriteArrayList<>();

		@Bean
		SinkDrain<String> texts() {
			return this.written::addAll;
		}

	}

}
