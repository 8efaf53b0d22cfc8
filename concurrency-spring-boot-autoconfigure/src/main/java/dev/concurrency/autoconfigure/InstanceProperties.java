package dev.concurrency.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Settings of one instance or of one shared configuration; null means that what it
 * inherits from decides.
 *
 * @param <P> the settings of the same kind of process
 */
interface InstanceProperties<P extends InstanceProperties<P>> {

	/** The shared configuration that it inherits from before {@code default}. */
	@Nullable String baseConfig();

	/** Fills in from others what is null here. */
	P orElse(P other);

	/** The first of two values that is not null. */
	static <T> @Nullable T first(@Nullable T own, @Nullable T inherited) {
		return (own != null) ? own : inherited;
	}

	/** The value, or a constant of the core. */
	static <T> T or(@Nullable T value, T constant) {
		return (value != null) ? value : constant;
	}

}
