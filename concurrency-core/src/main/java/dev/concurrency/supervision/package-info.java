/**
 * Supervisors: start, watch, restart and stop their children. The decisions are a pure
 * state machine; a thin shell carries them out. Imports {@code dev.concurrency.time} and
 * {@code .process}.
 */
@NullMarked
package dev.concurrency.supervision;

import org.jspecify.annotations.NullMarked;
