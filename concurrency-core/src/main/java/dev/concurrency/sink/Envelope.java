package dev.concurrency.sink;

/** What is in the queue of a sink that bounds the weight of what waits. */
record Envelope(Object item, long weight) {
}
