package dev.concurrency.dataspace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Repeats;
import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Real threads on one dataspace: the races are named by the tests. */
@Timeout(60)
class DataspaceStressTests {

	private static final int WRITERS = 3;

	private static final int PER_WRITER = 6_000;

	private static final int KEYS = 5;

	private final ExecutorService executor = Executors.newFixedThreadPool(3);

	private final Dataspace dataspace = new Dataspace(this.executor, new Repeats(TimeSource.system()));

	private final AtomicLong ids = new AtomicLong();

	private final AtomicInteger values = new AtomicInteger();

	private final Queue<Follower<Integer>> complete = new ConcurrentLinkedQueue<>();

	private final Queue<Follower<Integer>> lagging = new ConcurrentLinkedQueue<>();

	private final Queue<Subscription> open = new ConcurrentLinkedQueue<>();

	private final Queue<AssertionError> overlaps = new ConcurrentLinkedQueue<>();

	/**
	 * The races: subscriptions begin, owners end and subscribers take changes while
	 * others assert and retract under the same keys.
	 */
	@Test
	void everySubscriberIsToldOneHistoryAndNothingOutlivesItsOwner() throws InterruptedException {
		Follower<Integer> all = new Follower<>();
		this.open.add(this.dataspace.subscribe(Integer.class, Integer.MAX_VALUE, oneAtATime(all)));
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < WRITERS; i++) {
			Random random = new Random(i);
			threads.add(new Thread(() -> write(random)));
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.dataspace.current(Integer.class)).isEmpty();
		// A task that is refused to begin anew goes on to the end.
		this.executor.shutdown();
		assertThat(this.executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.overlaps).isEmpty();
		this.open.forEach(Subscription::close);
		assertThat(this.dataspace.kept()).isZero();
		check(all.told);
	}

	private void follow(int capacity, Queue<Follower<Integer>> followers) {
		Follower<Integer> follower = new Follower<>();
		followers.add(follower);
		this.open.add(this.dataspace.subscribe(Integer.class, capacity, oneAtATime(follower)));
	}

	private Subscriber<Integer> oneAtATime(Follower<Integer> follower) {
		AtomicInteger inside = new AtomicInteger();
		return (change) -> {
			if (inside.incrementAndGet() != 1) {
				this.overlaps.add(new AssertionError("two callbacks at once"));
			}
			follower.onChange(change);
			// Takes the lock, so that others come in between.
			this.dataspace.find(Integer.class, 0);
			inside.decrementAndGet();
		};
	}

	/** Each process ends while another thread asserts for it. */
	private void write(Random random) {
		int left = PER_WRITER;
		while (left > 0) {
			FakeProcess process = new FakeProcess(this.ids.incrementAndGet());
			Thread helper = null;
			if (random.nextInt(8) == 0) {
				helper = new Thread(() -> assertMany(process, 20, new Random(process.id().value())));
				helper.start();
			}
			if (random.nextInt(16) == 0) {
				follow(Integer.MAX_VALUE, this.complete);
				follow(3, this.lagging);
			}
			int count = 1 + random.nextInt(20);
			assertMany(process, count, random);
			process.end();
			assertMany(process, 1, random);
			left -= count;
			join(helper);
		}
	}

	private void assertMany(FakeProcess process, int count, Random random) {
		for (int i = 0; i < count; i++) {
			Assertion assertion = this.dataspace.assertValue(process, Integer.class, random.nextInt(KEYS),
					this.values.incrementAndGet());
			if (random.nextInt(3) == 0) {
				assertion.retract();
			}
		}
	}

	private static void join(Thread helper) {
		try {
			if (helper != null) {
				helper.join();
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Each change occurs once, so a subscriber's first tells where it came in. */
	private void check(List<Change<Integer>> history) {
		Map<Change<Integer>, Integer> positions = new HashMap<>();
		for (int i = 0; i < history.size(); i++) {
			assertThat(positions.put(history.get(i), i)).isNull();
		}
		assertThat(Follower.view(history)).isEmpty();
		List<Map<Object, Integer>> states = states(history);
		for (Follower<Integer> follower : this.complete) {
			assertThat(follower.hasSkipped()).isFalse();
			assertThat(follower.view()).isEmpty();
			checkFrom(follower, Integer.MAX_VALUE, history, states);
		}
		for (Follower<Integer> follower : this.lagging) {
			checkFrom(follower, 3, history, states);
		}
	}

	/** The replay is the state at some moment, and what follows is told from there. */
	private static void checkFrom(Follower<Integer> follower, int capacity, List<Change<Integer>> history,
			List<Map<Object, Integer>> states) {
		AssertionError last = new AssertionError("no moment fits");
		int from = history.size() - count(follower);
		// A replay is told as changes are, so its length is not known: at most one a key.
		for (int replay = 0; replay <= Math.min(KEYS, follower.told.size()); replay++) {
			int moment = from + replay;
			if (moment < 0 || moment > history.size() || states.get(moment).size() != replay) {
				continue;
			}
			try {
				follower.check(states.get(moment), history.subList(moment, history.size()), capacity, "from " + moment);
				return;
			}
			catch (AssertionError ex) {
				last = ex;
			}
		}
		throw last;
	}

	/** How many changes a subscriber was told, with those that it was told it missed. */
	private static int count(Follower<Integer> follower) {
		return follower.told.stream()
			.mapToInt((change) -> (change instanceof Change.Skipped<Integer> skipped) ? Math.toIntExact(skipped.count())
					: 1)
			.sum();
	}

	private static List<Map<Object, Integer>> states(List<Change<Integer>> history) {
		List<Map<Object, Integer>> states = new ArrayList<>();
		Map<Object, Integer> state = new HashMap<>();
		states.add(Map.of());
		for (Change<Integer> change : history) {
			if (change instanceof Change.Asserted<Integer> asserted) {
				state.put(asserted.key(), asserted.value());
			}
			else if (change instanceof Change.Retracted<Integer> retracted) {
				state.remove(retracted.key());
			}
			states.add(Map.copyOf(state));
		}
		return states;
	}

}
