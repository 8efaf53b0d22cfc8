package dev.concurrency.actuate;

import java.util.Objects;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.web.util.HtmlUtils;

/**
 * The page of the console, and what it has to know about its server: where its files are,
 * what the endpoint lets anybody do, which header writes need. Thread-safe.
 */
public final class ConsolePage {

	private final String page;

	private final CsrfHeaders csrf;

	/**
	 * A page for an endpoint.
	 * @param rootPath the path of the endpoint below the base path
	 * @param access what the endpoint lets anybody do: only an unrestricted one has
	 * actions
	 * @param csrf which header writes need
	 */
	public ConsolePage(String rootPath, Access access, CsrfHeaders csrf) {
		String template = Objects.requireNonNull(ConsoleFiles.read(ConsoleFiles.PAGE), ConsoleFiles.PAGE);
		this.page = template.replace("{files}", HtmlUtils.htmlEscape(filesFrom(rootPath)))
			.replace("{access}", (access == Access.UNRESTRICTED) ? "unrestricted" : "read-only");
		this.csrf = csrf;
	}

	/** The page for whoever sends the request that is served now. */
	String html() {
		CsrfHeader header = this.csrf.current();
		return this.page.replace("{csrf-header}", (header != null) ? HtmlUtils.htmlEscape(header.name()) : "")
			.replace("{csrf-token}", (header != null) ? HtmlUtils.htmlEscape(header.token()) : "");
	}

	/**
	 * Relative, from a page whose address ends with the path of the endpoint: what a
	 * proxy puts before it does not matter.
	 */
	private static String filesFrom(String rootPath) {
		String last = rootPath.substring(rootPath.lastIndexOf('/') + 1);
		return last.isEmpty() ? "" : last + "/";
	}

}
