/**
 * Background work inside a service: sinks, boundaries, workers and actors under
 * supervision.
 */
module dev.concurrency.core {

	requires transitive org.slf4j;

	requires static transitive org.jspecify;

	exports dev.concurrency;
	exports dev.concurrency.actor;
	exports dev.concurrency.boundary;
	exports dev.concurrency.dataspace;
	exports dev.concurrency.process;
	exports dev.concurrency.sink;
	exports dev.concurrency.supervision;
	exports dev.concurrency.time;
	exports dev.concurrency.worker;

}
