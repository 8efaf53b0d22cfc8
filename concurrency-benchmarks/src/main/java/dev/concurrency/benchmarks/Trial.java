package dev.concurrency.benchmarks;

import java.util.List;

/** One thing that is measured of several peers, each in a JVM of its own. */
public interface Trial {

	/**
	 * By which the JVM that measures finds it.
	 * @return a name without blanks
	 */
	String name();

	/**
	 * What it is called in tables.
	 * @return a few words
	 */
	String title();

	/**
	 * Who takes part.
	 * @return the names of the peers
	 */
	List<String> peers();

	/**
	 * How the JVM that measures a peer is started.
	 * @param peer one of the peers
	 * @return its options
	 */
	List<String> jvmOptions(String peer);

	/**
	 * What the JVM that measures a peer finds its classes in.
	 * @param peer one of the peers
	 * @return that of this JVM, if the peer is not to miss a part of it
	 */
	default String classPath(String peer) {
		return System.getProperty("java.class.path");
	}

}
