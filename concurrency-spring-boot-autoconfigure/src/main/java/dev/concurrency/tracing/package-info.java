/**
 * Contexts and traces by Micrometer: from who hands work in to who does it. Imports the
 * core and Micrometer, never Spring.
 */
@NullMarked
package dev.concurrency.tracing;

import org.jspecify.annotations.NullMarked;
