package dev.concurrency.sink;

/** An item in the queue of a sink that bounds the weight of what waits. */
record Envelope<T>(T item, long weight) {
}
