package dev.concurrency.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * {@link EndpointJmxExtension @EndpointJmxExtension} for the {@link ConcurrencyEndpoint}:
 * the names of the parameters are what a console shows. Thread-safe.
 */
@EndpointJmxExtension(endpoint = ConcurrencyEndpoint.class)
public final class ConcurrencyEndpointJmxExtension {

	private final ConcurrencyEndpoint delegate;

	/**
	 * An extension of an endpoint.
	 * @param delegate the endpoint
	 */
	public ConcurrencyEndpointJmxExtension(ConcurrencyEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * One process or supervisor.
	 * @param kind as in {@code sink}
	 * @param name its name if no other of its kind is called so, or its path below the
	 * root with colons for slashes
	 * @return the process with what is below it; null if there is none
	 * @throws IllegalArgumentException if several are called so
	 */
	@ReadOperation
	public @Nullable ProcessDescriptor process(@Selector String kind, @Selector String name) {
		return this.delegate.process(kind, name);
	}

	/**
	 * Does exactly one thing to a process.
	 * @param kind as in {@code sink}
	 * @param name as for {@link #process}
	 * @param state {@code paused}, {@code running}, {@code stopped}, {@code restarted}
	 * @param action {@code flush} or {@code trigger}
	 * @param setting the key of a setting
	 * @param value its new value
	 * @return the process as it is afterwards, null if there is none
	 * @throws IllegalArgumentException if that is not exactly one operation, or makes no
	 * sense
	 * @throws IllegalStateException if it is not possible now, or failed
	 */
	@WriteOperation
	public @Nullable ProcessDescriptor operate(@Selector String kind, @Selector String name, @Nullable String state,
			@Nullable String action, @Nullable String setting, @Nullable String value) {
		return this.delegate.operate(kind, name, state, action, setting, value);
	}

}
