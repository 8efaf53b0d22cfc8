package dev.concurrency.actuate;

import org.jspecify.annotations.Nullable;

/**
 * Where the console learns which header its writes need. Thread-safe.
 */
@FunctionalInterface
public interface CsrfHeaders {

	/**
	 * The header for whoever sends the request that is served now.
	 * @return null if writes need none
	 */
	@Nullable CsrfHeader current();

}
