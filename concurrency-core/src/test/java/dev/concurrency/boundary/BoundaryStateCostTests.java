package dev.concurrency.boundary;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.concurrency.boundary.Tree.Node;

import static org.assertj.core.api.Assertions.assertThat;

/** What an operation costs, counted in steps and new nodes, never in time. */
class BoundaryStateCostTests {

	private static final int MANY = 100_000;

	private static final Instant NOW = Instant.EPOCH;

	@Test
	void lookingUpAndChangingOneOfManyKeysTakesAsManyStepsAsTheTreeIsHigh() {
		Tree<Counted, String> tree = Tree.empty();
		SplittableRandom random = new SplittableRandom(1);
		int most = 0;
		for (int i = 0; i < MANY; i++) {
			Counted.steps = 0;
			tree = tree.with(new Counted(random.nextInt()), "x");
			most = Math.max(most, Counted.steps);
		}
		Counted first = tree.first();
		while (first != null) {
			Counted.steps = 0;
			assertThat(tree.get(first)).isNotNull();
			tree = tree.without(first);
			most = Math.max(most, Counted.steps);
			first = tree.first();
		}
		// Each change looks the key up first; the bound is that of the height of AVL
		// trees.
		assertThat(most).isLessThanOrEqualTo(3 * highest(MANY));
	}

	@Test
	void aTreeStaysLowAndInOrderWhateverIsPutInAndTakenOut() {
		for (long seed = 1; seed <= 300; seed++) {
			SplittableRandom random = new SplittableRandom(seed);
			Tree<Integer, Integer> tree = Tree.empty();
			TreeMap<Integer, Integer> model = new TreeMap<>();
			int keys = 1 + random.nextInt(200);
			for (int i = 0; i < 400; i++) {
				int key = random.nextInt(keys);
				if (random.nextInt(5) < 3) {
					tree = tree.with(key, i);
					model.put(key, i);
				}
				else {
					tree = tree.without(key);
					model.remove(key);
				}
			}
			TreeMap<Integer, Integer> seen = new TreeMap<>();
			tree.forEach(seen::put);
			assertThat(seen).as("seed %s", seed).isEqualTo(model);
			assertThat(tree.size()).as("seed %s", seed).isEqualTo(model.size());
			assertThat(tree.first()).as("seed %s", seed).isEqualTo(model.isEmpty() ? null : model.firstKey());
			requireBalanced(tree.root(), seed);
		}
	}

	@Test
	void manyTasksRunThroughWithFewNewObjectsForEachOperation() {
		BoundaryState state = BoundaryState.of(Boundary.defaults().withLimits(16, MANY));
		for (int i = 0; i < MANY; i++) {
			state = watched(i, state, state.enqueue("task-" + i).state());
		}
		assertThat(state.queued()).isEqualTo(MANY);
		int ended = 0;
		BoundaryState.Started started = state.startAvailable(NOW);
		while (!started.keys().isEmpty()) {
			state = started.state();
			for (String key : started.keys()) {
				state = watched(ended, state, state.succeed(key).state());
				ended++;
			}
			started = state.startAvailable(NOW);
		}
		assertThat(ended).isEqualTo(MANY);
		assertThat(state.succeeded()).isEqualTo(MANY);
		for (int i = 0; i < MANY; i++) {
			state = watched(i, state, state.forget("task-" + i).state());
		}
		assertThat(state.tasks()).isEmpty();
	}

	@Test
	void cancellingInTheMiddleOfALongQueueCostsNoMoreThanAtItsEnds() {
		BoundaryState state = BoundaryState.of(Boundary.defaults().withLimits(1, MANY));
		for (int i = 0; i < MANY; i++) {
			state = state.enqueue("task-" + i).state();
		}
		for (int i : List.of(0, MANY / 2, MANY - 1)) {
			requireFewNewNodes(state, state.cancel("task-" + i, "not needed").state());
		}
	}

	/** To look at each would cost more than all of them. */
	private static BoundaryState watched(int number, BoundaryState before, BoundaryState after) {
		if (number % 20_000 == 10_000) {
			requireFewNewNodes(before, after);
		}
		return after;
	}

	private static void requireFewNewNodes(BoundaryState before, BoundaryState after) {
		for (int i = 0; i < before.trees().size(); i++) {
			Set<Object> old = Collections.newSetFromMap(new IdentityHashMap<>());
			visit(before.trees().get(i).root(), old, Collections.emptySet());
			Set<Object> fresh = Collections.newSetFromMap(new IdentityHashMap<>());
			visit(after.trees().get(i).root(), fresh, old);
			// The path, and what rotations on it make anew.
			assertThat(fresh.size()).isLessThanOrEqualTo(3 * highest(MANY));
		}
	}

	private static void visit(@Nullable Node<?, ?> top, Set<Object> seen, Set<Object> known) {
		Deque<Node<?, ?>> open = new ArrayDeque<>();
		push(open, top);
		while (!open.isEmpty()) {
			Node<?, ?> node = open.pop();
			if (!known.contains(node) && seen.add(node)) {
				push(open, node.left);
				push(open, node.right);
			}
		}
	}

	private static void push(Deque<Node<?, ?>> open, @Nullable Node<?, ?> node) {
		if (node != null) {
			open.push(node);
		}
	}

	private static void requireBalanced(@Nullable Node<?, ?> node, long seed) {
		if (node != null) {
			int left = (node.left != null) ? node.left.height : 0;
			int right = (node.right != null) ? node.right.height : 0;
			assertThat(Math.abs(left - right)).as("seed %s", seed).isLessThanOrEqualTo(1);
			assertThat(node.height).as("seed %s", seed).isEqualTo(1 + Math.max(left, right));
			requireBalanced(node.left, seed);
			requireBalanced(node.right, seed);
		}
	}

	private static int highest(int size) {
		return (int) Math.ceil(1.45 * (Math.log(size + 2.0) / Math.log(2)));
	}

	/** Counts how often keys are compared. */
	private record Counted(int value) implements Comparable<Counted> {

		private static int steps;

		@Override
		public int compareTo(Counted other) {
			steps++;
			return Integer.compare(this.value, other.value);
		}

	}

}
