package dev.concurrency.dataspace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.concurrency.dataspace.Change.Asserted;
import dev.concurrency.dataspace.Change.Retracted;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.Repeats;
import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random histories of a dataspace beside a map that does the same in the obvious way, and
 * beside the full list of changes. Some callbacks make changes themselves.
 */
class DataspaceHistoryTests {

	private static final int HISTORIES = 3000;

	private static final int STEPS = 150;

	@Test
	void everySubscriberIsToldTheWholeHistoryOrExactlyWhatIsMissing() {
		int skipping = 0;
		int complete = 0;
		for (int seed = 0; seed < HISTORIES; seed++) {
			History history = new History(seed);
			for (int i = 0; i < STEPS; i++) {
				history.step();
			}
			history.finish();
			skipping += history.skipping;
			complete += history.complete;
		}
		// Both kinds occur often, else this test would say little.
		assertThat(skipping).isGreaterThan(HISTORIES);
		assertThat(complete).isGreaterThan(HISTORIES);
	}

	private static final class History {

		private static final int KEYS = 4;

		private final SteppedExecutor executor = new SteppedExecutor();

		private final Map<Object, Fact> model = new LinkedHashMap<>();

		private final List<Change<Integer>> changes = new ArrayList<>();

		private final List<Follow> followers = new ArrayList<>();

		private final List<Fact> facts = new ArrayList<>();

		private final List<FakeProcess> processes = new ArrayList<>();

		private final Random random;

		private final String name;

		private final int eagerness;

		private @Nullable ProcessContext running;

		private final Dataspace dataspace = new Dataspace(this.executor, new Repeats(TimeSource.system()),
				() -> Optional.ofNullable(this.running));

		private int next;

		private int skipping;

		private int complete;

		History(int seed) {
			this.random = new Random(seed);
			this.name = "seed " + seed;
			this.eagerness = 1 + this.random.nextInt(8);
			for (int i = 0; i < 3; i++) {
				this.processes.add(new FakeProcess(++this.next));
			}
		}

		void step() {
			if (this.random.nextInt(8) < this.eagerness && !this.executor.tasks.isEmpty()) {
				this.executor.step();
			}
			change();
			Map<Object, Integer> current = new LinkedHashMap<>();
			this.model.forEach((key, fact) -> current.put(key, fact.value));
			assertThat(this.dataspace.current(Integer.class)).as(this.name).isEqualTo(current);
		}

		private void change() {
			int choice = this.random.nextInt(20);
			if (choice < 10) {
				assertValue();
			}
			else if (choice < 14) {
				retract();
			}
			else if (choice < 16) {
				restart();
			}
			else if (choice < 18) {
				subscribe();
			}
			else if (choice == 18 && !this.followers.isEmpty()) {
				close(this.followers.get(this.random.nextInt(this.followers.size())));
			}
		}

		private void assertValue() {
			FakeProcess owner = this.processes.get(this.random.nextInt(this.processes.size()));
			Object key = this.random.nextInt(KEYS);
			int value = ++this.next;
			Assertion assertion = this.dataspace.assertValue(owner, Integer.class, key, value);
			Fact fact = new Fact(owner, key, value, assertion);
			this.facts.add(fact);
			if (!owner.end.isDone()) {
				this.model.put(key, fact);
				this.changes.add(new Asserted<>(key, value));
			}
		}

		private void retract() {
			if (!this.facts.isEmpty()) {
				Fact fact = this.facts.get(this.random.nextInt(this.facts.size()));
				fact.assertion.retract();
				forget(fact);
			}
		}

		private void forget(Fact fact) {
			if (this.model.remove(fact.key, fact)) {
				this.changes.add(new Retracted<>(fact.key, fact.value));
			}
		}

		/** One process ends; what it left behind may go on asserting. */
		private void restart() {
			FakeProcess ending = this.processes.get(this.random.nextInt(this.processes.size()));
			if (ending.end.isDone()) {
				this.processes.set(this.processes.indexOf(ending), new FakeProcess(++this.next));
				return;
			}
			for (Follow follower : this.followers) {
				if (follower.owner == ending) {
					follower.end();
				}
			}
			ending.end();
			// In the order in which the values were asserted.
			this.facts.stream().filter((fact) -> fact.owner == ending).forEach(this::forget);
		}

		private void subscribe() {
			this.running = this.random.nextBoolean() ? null
					: this.processes.get(this.random.nextInt(this.processes.size()));
			FakeProcess owner = (FakeProcess) this.running;
			Object key = this.random.nextBoolean() ? null : this.random.nextInt(KEYS);
			Follow follower = new Follow(owner, key, 1 + this.random.nextInt(6), this.changes.size());
			this.model.values()
				.stream()
				.filter((fact) -> follower.follows(fact.key))
				.forEach((fact) -> follower.replay.put(fact.key, fact.value));
			Subscriber<Integer> subscriber = (change) -> {
				follower.onChange(change);
				if (this.random.nextInt(10) == 0) {
					change();
				}
			};
			follower.subscription = (key == null)
					? this.dataspace.subscribe(Integer.class, follower.capacity, subscriber)
					: this.dataspace.subscribe(Integer.class, key, follower.capacity, subscriber);
			this.running = null;
			if (owner != null && owner.end.isDone()) {
				follower.replay.clear();
				follower.end();
			}
			this.followers.add(follower);
		}

		private void close(Follow follower) {
			follower.subscription.close();
			follower.end();
		}

		void finish() {
			this.executor.drain();
			for (Follow follower : this.followers) {
				if (follower.toldAtEnd >= 0) {
					assertThat(follower.told.told).as(this.name).hasSize(follower.toldAtEnd);
					continue;
				}
				List<Change<Integer>> happened = this.changes.subList(follower.from, this.changes.size())
					.stream()
					.filter((change) -> follower.follows(keyOf(change)))
					.toList();
				follower.told.check(follower.replay, happened, follower.capacity, this.name);
				if (follower.told.hasSkipped()) {
					this.skipping++;
				}
				else {
					Map<Object, Integer> expected = this.dataspace.current(Integer.class);
					Map<Object, Integer> followed = new LinkedHashMap<>(expected);
					followed.keySet().removeIf((key) -> !follower.follows(key));
					assertThat(follower.told.view()).as(this.name).isEqualTo(followed);
					this.complete++;
				}
				follower.subscription.close();
			}
			this.processes.forEach(FakeProcess::end);
			assertThat(this.dataspace.kept()).as(this.name).isZero();
		}

		private static Object keyOf(Change<Integer> change) {
			return (change instanceof Asserted<Integer> asserted) ? asserted.key()
					: ((Retracted<Integer>) change).key();
		}

	}

	private record Fact(FakeProcess owner, Object key, int value, Assertion assertion) {
	}

	/** A subscription and what it should be told. */
	private static final class Follow {

		private final Follower<Integer> told = new Follower<>();

		private final Map<Object, Integer> replay = new LinkedHashMap<>();

		private final @Nullable FakeProcess owner;

		private final @Nullable Object key;

		private final int capacity;

		private final int from;

		private @Nullable Subscription subscription;

		private int toldAtEnd = -1;

		Follow(@Nullable FakeProcess owner, @Nullable Object key, int capacity, int from) {
			this.owner = owner;
			this.key = key;
			this.capacity = capacity;
			this.from = from;
		}

		boolean follows(Object other) {
			return this.key == null || this.key.equals(other);
		}

		void onChange(Change<Integer> change) {
			this.told.onChange(change);
		}

		void end() {
			if (this.toldAtEnd < 0) {
				this.toldAtEnd = this.told.told.size();
			}
		}

	}

}
