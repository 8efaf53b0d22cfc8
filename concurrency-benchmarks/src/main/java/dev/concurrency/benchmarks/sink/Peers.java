package dev.concurrency.benchmarks.sink;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** The peers by the names they have in the tables. Immutable. */
final class Peers {

	/** The one that the others are compared with. */
	static final String SINK = "sink";

	static final String STRIPED_SINK = "sink, 4 stripes";

	static final String UNPARK = "one unpark";

	private static final Map<String, Supplier<Peer>> ALL = new LinkedHashMap<>();

	static {
		ALL.put(SINK, () -> new SinkPeer(1));
		ALL.put(STRIPED_SINK, () -> new SinkPeer(4));
		ALL.put("JCTools MPSC, no wake-up", JctoolsPeer::new);
		ALL.put("ArrayBlockingQueue", () -> new BlockingQueuePeer(new ArrayBlockingQueue<>(Peer.CAPACITY)));
		ALL.put("LinkedBlockingQueue", () -> new BlockingQueuePeer(new LinkedBlockingQueue<>(Peer.CAPACITY)));
		ALL.put("Disruptor", DisruptorPeer::new);
		ALL.put("Reactor bufferTimeout", ReactorPeer::new);
		ALL.put("Spring @Async", AsyncPeer::new);
		ALL.put(UNPARK, UnparkPeer::new);
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
