package dev.concurrency.benchmarks.actor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The peers by the names they have in the tables. Immutable. */
final class Peers {

	/** The ones that the others are compared with. */
	static final String ACTORS = "actors";

	static final String NARROW_ACTORS = "actors, 2 threads";

	/** As wide as the pool that the runtime makes itself. */
	private static final int WIDTH = Math.max(8, Runtime.getRuntime().availableProcessors());

	private static final int NARROW = 2;

	private static final Map<String, Supplier<Peer>> ALL = new LinkedHashMap<>();

	static {
		ALL.put(ACTORS, () -> new RuntimePeer(0));
		ALL.put(NARROW_ACTORS, () -> new RuntimePeer(NARROW));
		ALL.put("Pekko", () -> new PekkoPeer(WIDTH));
		ALL.put("Pekko, 2 threads", () -> new PekkoPeer(NARROW));
		ALL.put("xoom-actors", () -> new XoomPeer(WIDTH));
		ALL.put("xoom-actors, 2 threads", () -> new XoomPeer(NARROW));
	}

	private Peers() {
	}

	static List<String> names() {
		return List.copyOf(ALL.keySet());
	}

	static Peer start(String name) {
		return Objects.requireNonNull(ALL.get(name), name).get();
	}

}
