package dev.concurrency;

/**
 * For what may block and is done once, such as a call of another service: threads that
 * ticks, the hooks of workers and actors, and tasks of boundaries use too. Thread-safe.
 */
public interface BlockingTasks extends TaskPool {

}
