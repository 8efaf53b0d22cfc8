package dev.concurrency;

/**
 * For what computes and does not block: as many threads as there are cores. Thread-safe.
 */
public interface CpuTasks extends TaskPool {

}
