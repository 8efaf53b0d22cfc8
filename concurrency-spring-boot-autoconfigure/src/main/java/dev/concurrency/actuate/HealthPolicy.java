package dev.concurrency.actuate;

import dev.concurrency.process.ProcessKind;

/** Which processes health shows, and which may make it DOWN. Thread-safe. */
public interface HealthPolicy {

	/** All are shown and any may. */
	HealthPolicy ALL = new HealthPolicy() {

		@Override
		public boolean isShown(ProcessKind kind, String name) {
			return true;
		}

		@Override
		public boolean mayFail(ProcessKind kind, String name) {
			return true;
		}

	};

	/**
	 * Whether a process has an indicator.
	 * @param kind its kind
	 * @param name its name
	 * @return false if it is left out
	 */
	boolean isShown(ProcessKind kind, String name);

	/**
	 * Whether a process can make health DOWN.
	 * @param kind its kind
	 * @param name its name
	 * @return false if it is UNKNOWN at worst
	 */
	boolean mayFail(ProcessKind kind, String name);

}
