package dev.concurrency.actuate;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link ConcurrencyEndpoint}:
 * who asks decides whether messages are shown, and what is unknown answers 404.
 */
@EndpointWebExtension(endpoint = ConcurrencyEndpoint.class)
public class ConcurrencyEndpointWebExtension {

	private final ConcurrencyEndpoint delegate;

	private final Show showMessages;

	private final Set<String> roles;

	/**
	 * An extension of an endpoint.
	 * @param delegate the endpoint
	 * @param showMessages when to show the messages of exceptions
	 * @param roles who is authorized to see them; empty for everybody who is
	 * authenticated
	 */
	public ConcurrencyEndpointWebExtension(ConcurrencyEndpoint delegate, Show showMessages, Set<String> roles) {
		this.delegate = delegate;
		this.showMessages = showMessages;
		this.roles = Set.copyOf(roles);
	}

	/**
	 * The whole tree.
	 * @param security who asks
	 * @return totals and the root with everything below it
	 */
	@ReadOperation
	public ConcurrencyDescriptor tree(SecurityContext security) {
		return this.delegate.tree(this.showMessages.isShown(security, this.roles));
	}

	/**
	 * One process or supervisor.
	 * @param security who asks
	 * @param kind as in {@code sink}
	 * @param name its name within its supervisor
	 * @return the process with what is below it, or 404
	 */
	@ReadOperation
	public WebEndpointResponse<@Nullable ProcessDescriptor> process(SecurityContext security, @Selector String kind,
			@Selector String name) {
		ProcessDescriptor process = this.delegate.process(kind, name, this.showMessages.isShown(security, this.roles));
		return (process != null) ? new WebEndpointResponse<>(process)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
