package dev.concurrency.process;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what repeats, so that the log has it when it comes first and then at every
 * doubling. Thread-safe.
 */
public final class Repeats {

	/** So many are told apart; then counting begins anew. */
	private static final int MAX_DISTINCT = 1000;

	private final Map<String, Long> counts = new ConcurrentHashMap<>();

	/** Nothing has come yet. */
	public Repeats() {
	}

	/**
	 * It has come once more.
	 * @param what tells it apart
	 * @return how often it has come
	 */
	public long count(String what) {
		if (this.counts.size() >= MAX_DISTINCT) {
			this.counts.clear();
		}
		return this.counts.merge(what, 1L, Long::sum);
	}

	/**
	 * Whether a count is worth a line.
	 * @param count how often it has come
	 * @return true for 1, 2, 4, 8 and so on
	 */
	public static boolean isWorthALine(long count) {
		return Long.bitCount(count) == 1;
	}

}
