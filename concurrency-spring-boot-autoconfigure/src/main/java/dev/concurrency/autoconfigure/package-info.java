/**
 * Wiring and properties only. May import everything; nothing imports it.
 */
@NullMarked
package dev.concurrency.autoconfigure;

import org.jspecify.annotations.NullMarked;
