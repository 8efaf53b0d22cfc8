package dev.concurrency.process;

import java.util.List;

/**
 * What the settings of a kind of process say about changes at run time. Implementations
 * are immutable records.
 *
 * @param <S> the settings themselves
 */
public interface ProcessSettings<S extends ProcessSettings<S>> {

	/**
	 * Where these differ from the settings of a process that exists in what it is built
	 * on, and what therefore cannot change.
	 * @param running the settings of the process
	 * @return what cannot change, empty if all of these can take effect
	 */
	List<FixedSetting> fixedSince(S running);

	/**
	 * These settings, but for what cannot change.
	 * @param running the settings of the process
	 * @return a changed copy
	 * @throws IllegalArgumentException if the values do not go together
	 */
	S onBuildOf(S running);

}
