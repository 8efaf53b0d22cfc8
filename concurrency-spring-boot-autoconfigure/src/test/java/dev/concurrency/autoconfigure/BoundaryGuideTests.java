package dev.concurrency.autoconfigure;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryError;
import dev.concurrency.boundary.BoundaryPool;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.BoundaryState;
import dev.concurrency.boundary.BoundaryStopAction;
import dev.concurrency.boundary.FinishedTask;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.fixture.Guide;
import dev.concurrency.fixture.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/boundaries.md} shows: its settings are accepted, its code is part of
 * this file and runs.
 */
class BoundaryGuideTests {

	private static final Guide GUIDE = Guide.of("boundaries", BoundaryGuideTests.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class));

	@Test
	void theCodeOfTheGuideIsPartOfThisTest() {
		assertThat(GUIDE.blocks("java")).hasSize(4).allMatch(GUIDE::isTestedInEssence);
	}

	@Test
	void theSettingsOfTheGuideAreAccepted() {
		this.runner.withInitializer(Yaml.of(GUIDE.blocks("yaml").get(0))).run((context) -> {
			BoundarySettings geocode = context.getBean("geocodeBoundary", BoundaryRuntime.class).settings();
			assertThat(geocode.boundary().maxInFlight()).isEqualTo(4);
			assertThat(geocode.history()).isZero();
			BoundarySettings thumbnails = context.getBean("thumbnailsBoundary", BoundaryRuntime.class).settings();
			assertThat(thumbnails.pool()).isEqualTo(BoundaryPool.CPU);
			assertThat(thumbnails.onStop()).isEqualTo(BoundaryStopAction.CANCEL);
			assertThat(thumbnails.history()).isEqualTo(100);
		});
	}

	@Test
	void theCodeOfTheGuideRuns() {
		this.runner.withInitializer(Yaml.of(GUIDE.blocks("yaml").get(0)))
			.withBean(Places.class)
			.withPropertyValues("concurrency.boundaries.instances.reports.mode=pull-only")
			.run((context) -> {
				Places places = context.getBean(Places.class);
				assertThat(get(places.place("Main Street 1"))).isEqualTo("Main Street 1 is on the left");
				assertThat(get(places.place("Main Street 1"))).isEqualTo("Main Street 1 is on the left");
				assertThat(get(places.place("nowhere"))).isEqualTo("not found");
				assertThat(get(places.giveUp("nowhere"))).isInstanceOf(TaskOutcome.Rejected.class);
				assertThat(get(places.thumbnails.submit("cat", () -> places.service.find("nowhere"))))
					.isInstanceOf(TaskOutcome.Failed.class);
				assertThat(get(places.thumbnails.submit("cat", () -> "small")))
					.isEqualTo(new TaskOutcome.Rejected<>(new BoundaryError.DuplicateTask("cat")));
				assertThat(get(places.again("cat"))).isInstanceOf(TaskOutcome.Failed.class);
				BlockingQueue<FinishedTask> told = new LinkedBlockingQueue<>();
				places.follow(new Follower(told));
				assertThat(get(places.reports.submit("monthly", () -> 1))).isEqualTo(new TaskOutcome.Succeeded<>(1));
				assertThat(told.poll(10, TimeUnit.SECONDS))
					.isEqualTo(new FinishedTask("monthly", new TaskOutcome.Succeeded<>(1)));
			});
	}

	@Test
	void theValueOfTheGuideIsRefused() {
		BoundaryState empty = BoundaryState.of(Boundary.defaults().withLimits(1, 1));
		BoundaryState.Started started = empty.enqueue("PHX").state().startAvailable(Instant.EPOCH);
		BoundaryState.Step step = started.state().enqueue("SEA").state().enqueue("GEG");
		assertThat(step).isInstanceOfSatisfying(BoundaryState.Step.Refused.class,
				(refused) -> assertThat(refused.error()).isEqualTo(new BoundaryError.QueueSaturated("GEG", 1)));
	}

	private static <T> T get(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	/** What the guide leaves out. */
	static class Service {

		String find(String address) {
			if (address.equals("nowhere")) {
				throw new IllegalStateException("no such place");
			}
			return address + " is on the left";
		}

	}

	static class Places {

		private final Service service = new Service();

		private final BoundaryRuntime geocode;

		private final BoundaryRuntime thumbnails;

		private final BoundaryRuntime reports;

		Places(@Qualifier("geocode") BoundaryRuntime geocode, BoundaryRuntime thumbnailsBoundary,
				BoundaryRuntime reportsBoundary) {
			this.geocode = geocode;
			this.thumbnails = thumbnailsBoundary;
			this.reports = reportsBoundary;
		}

		CompletionStage<String> place(String address) {
			return this.geocode.submit(address, () -> this.service.find(address)).thenApply((outcome) -> {
				if (outcome instanceof TaskOutcome.Succeeded<String> found) {
					return found.value();
				}
				if (outcome instanceof TaskOutcome.Rejected<String> rejected) {
					return "not now: " + rejected.error().message();
				}
				return "not found";
			});
		}

		CompletionStage<TaskOutcome<?>> again(String image) {
			return this.thumbnails.retry(image);
		}

		CompletionStage<TaskOutcome<?>> giveUp(String address) {
			return this.geocode.cancel(address, "the caller has left");
		}

		void follow(Flow.Subscriber<FinishedTask> subscriber) {
			this.reports.asPublisher().subscribe(subscriber);
		}

	}

	private record Follower(BlockingQueue<FinishedTask> told) implements Flow.Subscriber<FinishedTask> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(FinishedTask task) {
			this.told.add(task);
		}

		@Override
		public void onError(Throwable failure) {
			throw new AssertionError(failure);
		}

		@Override
		public void onComplete() {
			// The boundary was stopped: nothing more is told.
		}

	}

}
