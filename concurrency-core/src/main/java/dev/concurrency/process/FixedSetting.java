package dev.concurrency.process;

import java.util.ArrayList;
import java.util.List;

/**
 * A setting that cannot change while its process exists. Immutable.
 *
 * @param key as users write it, as in {@code capacity}
 * @param reason a sentence that names the key and what to do
 */
public record FixedSetting(String key, String reason) {

	/**
	 * Compares what the settings of a process are built on.
	 * @param process what the process is called, as in {@code sink}
	 * @return collects the differences
	 */
	public static Comparison of(String process) {
		return new Comparison(process);
	}

	/** Collects the settings that differ. Not thread-safe. */
	public static final class Comparison {

		private final List<FixedSetting> fixed = new ArrayList<>();

		private final String process;

		private Comparison(String process) {
			this.process = process;
		}

		/**
		 * Compares values that can be shown.
		 * @param key as users write it
		 * @param wanted the new value
		 * @param running the value of the process
		 * @return this
		 */
		public Comparison compare(String key, Object wanted, Object running) {
			return same(key + " (" + running + ") cannot be changed to " + wanted, key, wanted.equals(running));
		}

		/**
		 * Takes down whether something differs that says nothing when it is shown.
		 * @param key as users write it
		 * @param same whether both values are the same
		 * @return this
		 */
		public Comparison same(String key, boolean same) {
			return same(key + " cannot be changed", key, same);
		}

		private Comparison same(String what, String key, boolean same) {
			if (!same) {
				this.fixed.add(new FixedSetting(key,
						what + " while the " + this.process + " exists: set it before the start"));
			}
			return this;
		}

		/**
		 * What differs.
		 * @return an unmodifiable list in the order of the comparisons
		 */
		public List<FixedSetting> differences() {
			return List.copyOf(this.fixed);
		}

	}

}
