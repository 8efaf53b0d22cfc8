/**
 * The timer's wheel, and how the ticks of many workers share what one costs: its memory,
 * the clock, the waking of a thread. For the worker and who runs ticks; not exported.
 */
@NullMarked
package dev.concurrency.time.wheel;

import org.jspecify.annotations.NullMarked;
