package dev.concurrency.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A random life of a tree of supervisors. Its shape comes from the seed; what happens is
 * drawn before it happens, so that a history with steps left out is a history too.
 * Immutable.
 *
 * @param seed where the tree comes from
 * @param steps what happens
 */
record TreeHistory(long seed, List<Step> steps) {

	private static final int LONGEST = 60;

	static TreeHistory random(long seed) {
		SplittableRandom random = new SplittableRandom(~seed);
		List<Step> steps = new ArrayList<>();
		for (int runs = 1 + random.nextInt(2); runs > 0; runs--) {
			steps.add(Step.random(What.START, random));
			for (int i = random.nextInt(LONGEST); i > 0; i--) {
				steps.add(Step.random(What.usual(random), random));
			}
			steps.add(Step.random(What.END, random));
		}
		return new TreeHistory(seed, List.copyOf(steps));
	}

	/** Why the history is none of a tree of supervisors, null if it is. */
	@Nullable String fault() {
		return (played(null) != null) ? told() : null;
	}

	/** Once more, now with what happened: to write that down takes most of the time. */
	private String told() {
		StringBuilder text = new StringBuilder();
		return played(text) + "\n" + text;
	}

	private @Nullable Throwable played(@Nullable StringBuilder text) {
		try {
			TreeStage stage = new TreeStage(new SplittableRandom(this.seed), text);
			this.steps.forEach(stage::play);
			return null;
		}
		catch (AssertionError | RuntimeException ex) {
			return ex;
		}
	}

	/** The shortest history found that has a fault too. */
	TreeHistory shrunk() {
		return new TreeHistory(this.seed,
				Shrinker.shortest(this.steps, (rest) -> new TreeHistory(this.seed, rest).fault() != null));
	}

	/** What can happen. */
	enum What {

		READY(20), EXIT(10), RETURN(2), HANG(2), ADVANCE(8), SPAWN(2), TERMINATE(2), RESTART(2), STOP(1), ABORT(1),
		START(0), END(0);

		private final int weight;

		What(int weight) {
			this.weight = weight;
		}

		static What usual(SplittableRandom random) {
			int at = random.nextInt(Stream.of(values()).mapToInt((what) -> what.weight).sum());
			for (What what : values()) {
				at -= what.weight;
				if (at < 0) {
					return what;
				}
			}
			throw new IllegalStateException();
		}

	}

	/**
	 * One step.
	 *
	 * @param what happens
	 * @param whom it happens to: a number, whatever the number of candidates
	 * @param how it happens
	 */
	record Step(What what, int whom, long how) {

		static Step random(What what, SplittableRandom random) {
			return new Step(what, random.nextInt(1 << 20), random.nextLong());
		}

	}

}
