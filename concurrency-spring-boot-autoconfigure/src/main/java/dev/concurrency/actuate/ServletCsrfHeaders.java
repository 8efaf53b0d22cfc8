package dev.concurrency.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * The header that Spring Security expects in a servlet application, from the request that
 * the current thread serves. Thread-safe.
 */
public final class ServletCsrfHeaders implements CsrfHeaders {

	/** Headers of the current request. */
	public ServletCsrfHeaders() {
	}

	@Override
	public @Nullable CsrfHeader current() {
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		Object token = (request != null)
				? request.getAttribute(CsrfToken.class.getName(), RequestAttributes.SCOPE_REQUEST) : null;
		return (token instanceof CsrfToken csrf) ? new CsrfHeader(csrf.getHeaderName(), csrf.getToken()) : null;
	}

}
