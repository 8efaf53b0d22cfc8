/**
 * Endpoint, health and console. May import the core, Spring Boot Actuator and
 * {@code .spring}.
 */
@NullMarked
package dev.concurrency.actuate;

import org.jspecify.annotations.NullMarked;
