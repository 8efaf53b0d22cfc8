/**
 * How the ticks of many workers share what one costs: its memory, the clock, the waking
 * of a thread. For the timer, the worker and who runs ticks; not exported.
 */
@NullMarked
package dev.concurrency.time.batch;

import org.jspecify.annotations.NullMarked;
