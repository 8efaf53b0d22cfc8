package dev.concurrency.actuate;

/**
 * A request header that tells a write of the console from one of another site. Immutable.
 *
 * @param name the name of the header
 * @param token its value
 */
public record CsrfHeader(String name, String token) {
}
