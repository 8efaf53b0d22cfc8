package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code @EventListener} methods are told about processes.
 */
@ExtendWith(OutputCaptureExtension.class)
class EventListenerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withPropertyValues("concurrency.restarts.max-restarts=1", "concurrency.restarts.backoff.min=0s",
				"concurrency.restarts.backoff.max=0s");

	private final ApplicationContextRunner looping = this.runner.withBean("tail", Loop.class);

	@Test
	void aListenerOfAllEventsIsToldWhatHappensInItsOrder() {
		this.looping.withBean(All.class).run((context) -> {
			giveUp(context);
			All all = context.getBean(All.class);
			assertThat(all.take(7)).containsExactly("Started", "Failed", "Restarting", "Started", "Failed", "Stopped",
					"GaveUp");
			context.getSourceApplicationContext().close();
			assertThat(all.told).isEmpty();
		});
	}

	@Test
	void aListenerOfOneTypeIsToldOnlyThat() {
		this.looping.withBean(GivenUp.class).run((context) -> {
			giveUp(context);
			ProcessEvent.GaveUp gaveUp = context.getBean(GivenUp.class).told.poll(10, TimeUnit.SECONDS);
			assertThat(gaveUp.process().path()).hasToString("root/processes/tail");
			assertThat(gaveUp.cause()).hasMessage("planted again");
		});
	}

	@Test
	void batchesAreNotToldAndTheStopIs() {
		this.runner.withUserConfiguration(Lines.class).withBean(All.class).run((context) -> {
			@SuppressWarnings("unchecked")
			BackgroundSink<String> sink = context.getBean("linesSink", BackgroundSink.class);
			assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(context.getBean(Lines.class).written.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
			All all = context.getBean(All.class);
			context.getSourceApplicationContext().close();
			assertThat(all.told).containsExactly("Started", "Stopped");
		});
	}

	@Test
	void supervisorsHaveEventsToo() {
		this.looping.withBean(Supervisors.class).run((context) -> {
			Supervisors supervisors = context.getBean(Supervisors.class);
			context.getSourceApplicationContext().close();
			assertThat(supervisors.started).contains("root", "root/processes");
		});
	}

	@Test
	void aListenerThatBlocksDelaysNoRestart() {
		Blocking blocking = new Blocking();
		this.looping.withBean(Blocking.class, () -> blocking).run((context) -> {
			assertThat(blocking.entered.await(10, TimeUnit.SECONDS)).isTrue();
			Loop loop = context.getBean(Loop.class);
			loop.fail("planted");
			Awaitility.await().until(() -> loop.initialized() == 2);
			blocking.released.countDown();
		});
	}

	@Test
	void aListenerThatThrowsDoesNoHarm(CapturedOutput output) {
		this.looping.withBean(Throwing.class).withBean(All.class).run((context) -> {
			giveUp(context);
			assertThat(context.getBean(Throwing.class).told.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(context.getBean(Loop.class).initialized()).isEqualTo(2);
			assertThat(output).contains("A listener failed on Started").contains("planted in a listener");
		});
	}

	@Test
	void aListenerMayCloseTheApplicationAndIsToldOfTheStop(CapturedOutput output) {
		this.looping.withBean(All.class).withBean(Closing.class).withUserConfiguration(Lines.class).run((context) -> {
			Closing closing = context.getBean(Closing.class);
			All all = context.getBean(All.class);
			giveUp(context);
			assertThat(closing.closed.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(all.told).filteredOn("Stopped"::equals).hasSize(2);
			assertThat(output).doesNotContain("were not published");
		});
	}

	@Test
	void aParentIsToldOnceWhatHappensInAChildAndAChildNothingOfItsParent() {
		this.runner.withUserConfiguration(Lines.class).withBean("parentAll", Paths.class).run((parent) -> {
			this.looping.withParent(parent).withBean("childAll", Paths.class).run((child) -> {
				Paths childs = child.getBean("childAll", Paths.class);
				child.getSourceApplicationContext().close();
				assertThat(childs.started).containsExactly("root/processes/tail");
			});
			Paths parents = parent.getBean(Paths.class);
			parent.getSourceApplicationContext().close();
			assertThat(parents.started).containsExactlyInAnyOrder("root/sinks/lines", "root/processes/tail");
		});
	}

	@Test
	void nothingIsToldWhenDisabled() {
		this.looping.withPropertyValues("concurrency.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ApplicationEvents.class));
	}

	private static void giveUp(AssertableApplicationContext context) throws InterruptedException {
		Loop loop = context.getBean(Loop.class);
		loop.fail("planted");
		loop.fail("planted again");
	}

	/** The types of all events but those of supervisors. */
	static class All {

		private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

		@EventListener
		void on(ProcessEvent event) {
			if (event.process().kind() != ProcessKind.SUPERVISOR) {
				this.told.add(event.getClass().getSimpleName());
			}
		}

		List<String> take(int count) {
			Awaitility.await().until(() -> this.told.size() >= count);
			List<String> taken = new ArrayList<>();
			this.told.drainTo(taken, count);
			return taken;
		}

	}

	static class GivenUp {

		private final BlockingQueue<ProcessEvent.GaveUp> told = new LinkedBlockingQueue<>();

		@EventListener
		void on(ProcessEvent.GaveUp event) {
			if (event.process().kind() == ProcessKind.PROCESS) {
				this.told.add(event);
			}
		}

	}

	static class Supervisors {

		private final BlockingQueue<String> started = new LinkedBlockingQueue<>();

		@EventListener
		void on(ProcessEvent.Started event) {
			if (event.process().kind() == ProcessKind.SUPERVISOR) {
				this.started.add(event.process().path().value());
			}
		}

	}

	static class Paths {

		private final BlockingQueue<String> started = new LinkedBlockingQueue<>();

		@EventListener
		void on(ProcessEvent.Started event) {
			if (event.process().kind() != ProcessKind.SUPERVISOR) {
				this.started.add(event.process().path().value());
			}
		}

	}

	static class Blocking {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch released = new CountDownLatch(1);

		@EventListener
		void on(ProcessEvent event) throws InterruptedException {
			this.entered.countDown();
			// Only a test that fails waits in vain.
			assertThat(this.released.await(10, TimeUnit.SECONDS)).isTrue();
		}

	}

	static class Throwing {

		private final CountDownLatch told = new CountDownLatch(1);

		@EventListener
		void on(ProcessEvent event) {
			if (event instanceof ProcessEvent.GaveUp) {
				this.told.countDown();
			}
			throw new AssertionError("planted in a listener");
		}

	}

	static class Closing {

		private final CountDownLatch closed = new CountDownLatch(1);

		private final ConfigurableApplicationContext context;

		Closing(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@EventListener
		void on(ProcessEvent.GaveUp event) {
			// The supervisor's comes while the context closes.
			if (event.process().kind() == ProcessKind.PROCESS) {
				this.context.close();
				this.closed.countDown();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lines {

		private final BlockingQueue<String> written = new LinkedBlockingQueue<>();

		@Bean
		SinkDrain<String> lines() {
			return this.written::addAll;
		}

	}

}
