package dev.concurrency.spring;

import java.time.Duration;

import dev.concurrency.worker.TickGuard;

/** Makes the guards of workers that tick on one instance of a service at a time. */
@FunctionalInterface
public interface TickLocks {

	/**
	 * Makes a guard; takes no lock yet.
	 * @param name the name of the lock, the same on all instances
	 * @param atMostFor after how long the lock is free though its holder has not given it
	 * back, because it has died
	 * @param atLeastFor how long the lock is kept at least
	 * @return a guard
	 * @throws InvalidConfigurationException if there is nothing to lock with
	 */
	TickGuard guard(String name, Duration atMostFor, Duration atLeastFor);

}
