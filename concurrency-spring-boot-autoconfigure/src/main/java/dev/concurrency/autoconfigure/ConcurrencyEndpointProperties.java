package dev.concurrency.autoconfigure;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the endpoint shows to whom. Immutable. Its access and exposure are Actuator's
 * settings of the same prefix.
 *
 * @param showMessages When to show the messages of exceptions.
 * @param roles Roles used to determine whether a user is authorized to be shown the
 * messages of exceptions. When empty, all authenticated users are authorized.
 */
@ConfigurationProperties("management.endpoint.concurrency")
record ConcurrencyEndpointProperties(@DefaultValue("never") Show showMessages, @DefaultValue Set<String> roles) {

}
