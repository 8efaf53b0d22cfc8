package dev.concurrency.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why the endpoint did not do what it was asked for. Immutable.
 *
 * @param reason in words
 */
public record Problem(String reason) implements OperationResponseBody {
}
