package dev.concurrency.autoconfigure;

/** What follows when a part of the tree has used up its restarts and stays down. */
enum OnGiveUp {

	/** Nothing: health is DOWN in any case. */
	NONE,

	/** The application tells that it takes no traffic any more. */
	REFUSE_READINESS,

	/** The application context is closed. */
	CLOSE_APPLICATION

}
