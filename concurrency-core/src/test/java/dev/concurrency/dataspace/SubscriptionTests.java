package dev.concurrency.dataspace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import dev.concurrency.dataspace.Change.Asserted;
import dev.concurrency.dataspace.Change.Retracted;
import dev.concurrency.dataspace.Change.Skipped;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.Repeats;
import dev.concurrency.time.SetTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

class SubscriptionTests {

	private final SteppedExecutor executor = new SteppedExecutor();

	private final SetTime time = new SetTime();

	private final FakeProcess owner = new FakeProcess(1);

	private @Nullable ProcessContext running;

	private final Dataspace dataspace = new Dataspace(this.executor, new Repeats(this.time),
			() -> Optional.ofNullable(this.running));

	private final List<Change<Integer>> seen = new ArrayList<>();

	@Test
	void aSubscriberIsToldWhatIsCurrentAndThenEveryChange() {
		put("a", 1);
		Assertion second = put("b", 2);
		this.dataspace.subscribe(Integer.class, 10, this.seen::add);
		put("a", 3);
		second.retract();
		this.executor.drain();
		put("c", 4);
		this.executor.drain();
		assertThat(this.seen).containsExactly(asserted("a", 1), asserted("b", 2), asserted("a", 3),
				new Retracted<>("b", 2), asserted("c", 4));
	}

	@Test
	void whatWasRetractedBeforeIsNotReplayed() {
		put("a", 1).retract();
		this.dataspace.subscribe(Integer.class, 10, this.seen::add);
		assertThat(this.executor.tasks).isEmpty();
	}

	@Test
	void whatAnEndedOwnerAssertedIsToldAsRetracted() {
		put("a", 1);
		put("b", 2);
		this.dataspace.subscribe(Integer.class, 10, this.seen::add);
		this.executor.drain();
		this.owner.end();
		this.executor.drain();
		assertThat(this.seen.subList(2, 4)).containsExactly(new Retracted<>("a", 1), new Retracted<>("b", 2));
	}

	@Test
	void aRetractionThatChangesNothingIsNotTold() {
		Assertion replaced = put("a", 1);
		Assertion retracted = put("b", 2);
		put("a", 3);
		retracted.retract();
		this.dataspace.subscribe(Integer.class, 10, this.seen::add);
		replaced.retract();
		retracted.retract();
		this.owner.end();
		replaced.retract();
		put("c", 4);
		this.executor.drain();
		assertThat(this.seen).containsExactly(asserted("a", 3), new Retracted<>("a", 3));
	}

	@Test
	void aSubscriberToOneKeyIsToldOfThatKeyOnly() {
		put("a", 1);
		put("b", 2);
		Subscription subscription = this.dataspace.subscribe(Integer.class, "b", 10, this.seen::add);
		List<Change<Integer>> other = new ArrayList<>();
		this.dataspace.subscribe(Integer.class, "b", 10, other::add);
		put("a", 3);
		put("b", 4);
		this.dataspace.assertValue(this.owner, String.class, "b", "of another type");
		this.executor.drain();
		subscription.close();
		put("b", 5);
		this.executor.drain();
		assertThat(this.seen).containsExactly(asserted("b", 2), asserted("b", 4));
		assertThat(other).containsExactly(asserted("b", 2), asserted("b", 4), asserted("b", 5));
	}

	@Test
	void aSlowSubscriberLosesTheOldestAndIsToldHowManyBeforeTheNext() {
		this.dataspace.subscribe(Integer.class, 2, this.seen::add);
		putAll(0, 5);
		this.executor.drain();
		assertThat(this.seen).containsExactly(new Skipped<>(3), asserted(3, 3), asserted(4, 4));
		putAll(5, 7);
		this.executor.drain();
		putAll(7, 10);
		this.executor.drain();
		assertThat(this.seen.subList(3, 8)).containsExactly(asserted(5, 5), asserted(6, 6), new Skipped<>(1),
				asserted(8, 8), asserted(9, 9));
	}

	@Test
	void aSlowSubscriberDelaysNobodyElse() {
		this.dataspace.subscribe(Integer.class, 1, (change) -> {
		});
		this.dataspace.subscribe(Integer.class, 5, this.seen::add);
		putAll(0, 5);
		this.executor.drain();
		assertThat(this.seen).hasSize(5).noneMatch(Skipped.class::isInstance);
	}

	@Test
	void theReplayIsNotBoundedByTheCapacity() {
		putAll(0, 1000);
		this.dataspace.subscribe(Integer.class, 1, this.seen::add);
		putAll(1000, 1003);
		this.executor.drain();
		assertThat(this.seen).hasSize(1002);
		assertThat(this.seen.subList(998, 1002)).containsExactly(asserted(998, 998), asserted(999, 999),
				new Skipped<>(2), asserted(1002, 1002));
	}

	@Test
	void theReplayIsWhatWasCurrentAtTheSubscription() {
		Assertion first = put("a", 1);
		this.dataspace.subscribe(Integer.class, 10, (change) -> {
			if (this.seen.isEmpty()) {
				first.retract();
				put("b", 3);
			}
			this.seen.add(change);
		});
		put("b", 2);
		this.executor.drain();
		assertThat(this.seen).containsExactly(asserted("a", 1), asserted("b", 2), new Retracted<>("a", 1),
				asserted("b", 3));
	}

	@Test
	void aSubscriberThatThrowsIsLoggedAndGoesOn() {
		List<ILoggingEvent> lines = logged(() -> {
			this.dataspace.subscribe(Integer.class, 10, (change) -> {
				this.seen.add(change);
				throw new Exception("refused");
			});
			this.dataspace.subscribe(String.class, 10, (change) -> {
				throw new AssertionError("refused");
			});
			putAll(0, 5);
			this.dataspace.assertValue(this.owner, String.class, "a", "one");
			this.executor.drain();
		});
		assertThat(this.seen).hasSize(5);
		// The first, second and fourth of one, the first of the other.
		assertThat(lines).hasSize(4).allMatch((line) -> line.getFormattedMessage().contains("failed"));
	}

	@Test
	void aSubscriberThatThrowsOnceANightIsLoggedInFullEveryNight() {
		this.dataspace.subscribe(Integer.class, 10, (change) -> {
			throw new Exception("refused");
		});
		assertThat(logged(() -> {
			for (int night = 0; night < 5; night++) {
				put("a", night);
				this.executor.drain();
				this.time.now += Duration.ofDays(1).toNanos();
			}
		})).hasSize(5).allMatch((line) -> line.getThrowableProxy() != null);
	}

	private static List<ILoggingEvent> logged(Runnable work) {
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(Dataspace.class);
		lines.start();
		logger.addAppender(lines);
		try {
			work.run();
			return lines.list;
		}
		finally {
			logger.detachAppender(lines);
		}
	}

	@Test
	void anInterruptInACallbackReachesNoOther() {
		List<Boolean> interrupted = new ArrayList<>();
		this.dataspace.subscribe(Integer.class, 10, (change) -> {
			interrupted.add(Thread.currentThread().isInterrupted());
			Thread.currentThread().interrupt();
		});
		putAll(0, 2);
		this.executor.drain();
		assertThat(interrupted).containsExactly(false, false);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void thereIsOneTaskAtATimeForASubscriber() {
		put("a", 1);
		this.dataspace.subscribe(Integer.class, 10, this.seen::add);
		putAll(0, 5);
		assertThat(this.executor.tasks).hasSize(1);
		this.executor.drain();
		assertThat(this.seen).hasSize(6);
	}

	/** The race: another thread would run the second task during the first callback. */
	@Test
	void aChangeDuringACallbackIsToldAfterItByTheSameTask() {
		List<Object> order = new ArrayList<>();
		this.dataspace.subscribe(Integer.class, 10, (change) -> {
			order.add("begin " + change);
			if (order.size() == 1) {
				put("b", 2);
			}
			order.add("end with " + this.executor.tasks.size() + " more tasks");
		});
		put("a", 1);
		this.executor.drain();
		assertThat(order).containsExactly("begin " + asserted("a", 1), "end with 0 more tasks",
				"begin " + asserted("b", 2), "end with 0 more tasks");
	}

	@Test
	void othersHaveTheirTurnAfterANumberOfChanges() {
		List<String> turns = new ArrayList<>();
		putAll(0, Feed.IN_A_ROW + 1);
		this.dataspace.subscribe(Integer.class, 1, (change) -> turns.add("first"));
		this.dataspace.subscribe(Integer.class, 1, (change) -> turns.add("second"));
		this.executor.drain();
		assertThat(turns.subList(0, Feed.IN_A_ROW)).containsOnly("first");
		assertThat(turns.subList(Feed.IN_A_ROW, 2 * Feed.IN_A_ROW)).containsOnly("second");
		assertThat(turns).hasSize(2 * Feed.IN_A_ROW + 2);
	}

	@Test
	void neitherACallbackNorTheExecutorRunsUnderTheLock() {
		List<Integer> found = new ArrayList<>();
		AtomicReference<Dataspace> self = new AtomicReference<>();
		Dataspace watched = new Dataspace((task) -> {
			found.add(findOnAnotherThread(self.get()));
			this.executor.execute(task);
		}, new Repeats(this.time));
		self.set(watched);
		watched.subscribe(Integer.class, 10, (change) -> found.add(findOnAnotherThread(watched)));
		watched.assertValue(this.owner, Integer.class, "a", 7);
		this.executor.drain();
		assertThat(found).containsExactly(7, 7);
	}

	private static Integer findOnAnotherThread(Dataspace watched) {
		return CompletableFuture.supplyAsync(() -> watched.find(Integer.class, "a").orElseThrow())
			.orTimeout(20, TimeUnit.SECONDS)
			.join();
	}

	@Test
	void nothingIsToldAfterTheSubscriptionIsClosed() {
		putAll(0, 3);
		Subscription subscription = this.dataspace.subscribe(Integer.class, 1, this.seen::add);
		putAll(3, 6);
		subscription.close();
		subscription.close();
		putAll(6, 9);
		this.executor.drain();
		assertThat(this.seen).isEmpty();
	}

	@Test
	void aSubscriberThatClosesItsSubscriptionIsToldNothingMore() {
		List<Subscription> own = new ArrayList<>();
		putAll(0, 3);
		own.add(this.dataspace.subscribe(Integer.class, 10, (change) -> {
			this.seen.add(change);
			own.get(0).close();
		}));
		put("a", 7);
		this.executor.drain();
		assertThat(this.seen).containsExactly(asserted(0, 0));
	}

	@Test
	void aSubscriptionMadeInAProcessEndsWithIt() {
		FakeProcess reader = new FakeProcess(2);
		this.running = reader;
		this.dataspace.subscribe(Integer.class, 10, this.seen::add);
		this.dataspace.assertValue(Integer.class, "own", 1);
		this.running = null;
		List<Change<Integer>> outside = new ArrayList<>();
		this.dataspace.subscribe(Integer.class, 10, outside::add);
		this.executor.drain();
		reader.end();
		put("a", 2);
		this.executor.drain();
		// Not even that its own values are retracted.
		assertThat(this.seen).containsExactly(asserted("own", 1));
		assertThat(outside).containsExactly(asserted("own", 1), new Retracted<>("own", 1), asserted("a", 2));
	}

	@Test
	void aSubscriptionMadeByAProcessThatHasEndedIsToldNothing() {
		put("a", 1);
		FakeProcess reader = new FakeProcess(2);
		reader.end();
		this.running = reader;
		this.dataspace.subscribe(Integer.class, 10, this.seen::add).close();
		this.dataspace.subscribe(Integer.class, 10, this.seen::add);
		put("a", 2);
		this.executor.drain();
		assertThat(this.seen).isEmpty();
	}

	@Test
	void whatAnExecutorRefusedIsToldWithTheNextChange() {
		this.dataspace.subscribe(Integer.class, 2, this.seen::add);
		this.executor.closed = true;
		putAll(0, 3);
		this.executor.closed = false;
		put(3, 3);
		this.executor.drain();
		assertThat(this.seen).containsExactly(new Skipped<>(2), asserted(2, 2), asserted(3, 3));
	}

	@Test
	void anExecutorThatClosesDoesNotStopWhatIsUnderWay() {
		putAll(0, 3 * Feed.IN_A_ROW);
		this.dataspace.subscribe(Integer.class, 1, this.seen::add);
		this.executor.closed = true;
		this.executor.drain();
		assertThat(this.seen).hasSize(3 * Feed.IN_A_ROW);
	}

	@Test
	void aKeyThatThrowsChangesNothingForTheOthers() {
		this.dataspace.subscribe(Integer.class, 10, this.seen::add);
		Object broken = new Object() {

			@Override
			public int hashCode() {
				throw new IllegalStateException("broken");
			}

		};
		assertThat(catchThrowable(() -> put(broken, 1))).isInstanceOf(IllegalStateException.class);
		put("a", 2);
		this.executor.drain();
		assertThat(this.seen).containsExactly(asserted("a", 2));
		assertThat(this.dataspace.current(Integer.class)).hasSize(1);
	}

	@Test
	void aCapacityIsAtLeastOne() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.dataspace.subscribe(Integer.class, 0, this.seen::add))
			.withMessage("capacity must be at least 1 but is 0");
	}

	private Assertion put(Object key, int value) {
		return this.dataspace.assertValue(this.owner, Integer.class, key, value);
	}

	private void putAll(int from, int to) {
		IntStream.range(from, to).forEach((i) -> put(i, i));
	}

	private static Change<Integer> asserted(Object key, int value) {
		return new Asserted<>(key, value);
	}

}
