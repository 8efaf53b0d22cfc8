package dev.concurrency.actuate;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} that also answers browsers, with the
 * console: a page that shows what the others get as JSON. Page and files lie below the
 * path of the endpoint, so whatever guards it guards them. An endpoint has one extension,
 * hence a richer one and not a second.
 */
@EndpointWebExtension(endpoint = ConcurrencyEndpoint.class)
public final class ConcurrencyConsoleWebExtension extends ConcurrencyEndpointWebExtension {

	private final ConsolePage page;

	/**
	 * An extension of an endpoint.
	 * @param delegate the endpoint
	 * @param showMessages when to show the messages of exceptions
	 * @param roles who is authorized to see them; empty for everybody who is
	 * authenticated
	 * @param page for browsers
	 */
	public ConcurrencyConsoleWebExtension(ConcurrencyEndpoint delegate, Show showMessages, Set<String> roles,
			ConsolePage page) {
		super(delegate, showMessages, roles);
		this.page = page;
	}

	/**
	 * The page.
	 * @return HTML
	 */
	@ReadOperation(produces = "text/html")
	public WebEndpointResponse<String> page() {
		return new WebEndpointResponse<>(this.page.html(), ConsoleFiles.type(ConsoleFiles.PAGE));
	}

	/**
	 * A file that the page needs.
	 * @param file its name
	 * @return its text, or 404
	 */
	@ReadOperation(produces = { "text/javascript", "text/css", "image/svg+xml" })
	public WebEndpointResponse<@Nullable String> file(@Selector String file) {
		String text = file.equals(ConsoleFiles.PAGE) ? null : ConsoleFiles.read(file);
		return (text != null) ? new WebEndpointResponse<>(text, ConsoleFiles.type(file))
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
