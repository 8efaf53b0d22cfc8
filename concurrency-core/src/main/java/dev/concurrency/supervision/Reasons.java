package dev.concurrency.supervision;

/** Why a child has ended if no failure says so, in words. */
final class Reasons {

	static final String BY_ITSELF = "ended by itself";

	static final String ASKED = "asked to stop";

	static final String WITH_SIBLINGS = "stopped with its siblings";

	static final String TERMINATED = "terminated by an operator";

	private Reasons() {
	}

}
