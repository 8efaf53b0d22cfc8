/**
 * Micrometer meters of the runtime. May import the core and Micrometer, never Spring.
 */
@NullMarked
package dev.concurrency.metrics;

import org.jspecify.annotations.NullMarked;
