package dev.concurrency.process;

/** A process, or what stands for one. */
public interface Recorded {

	/**
	 * Identity and status, which the supervisor keeps.
	 * @return always the same record
	 */
	ProcessRecord record();

}
