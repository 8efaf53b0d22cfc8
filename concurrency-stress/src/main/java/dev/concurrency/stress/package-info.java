/**
 * jcstress tests: each names the race it looks for. Never deployed.
 */
@NullMarked
package dev.concurrency.stress;

import org.jspecify.annotations.NullMarked;
