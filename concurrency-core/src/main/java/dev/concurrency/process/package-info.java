/**
 * What every kind of process shares: identity, status, events, snapshots, cancellation
 * and the seam between a supervisor and what it runs. Imports only
 * {@code dev.concurrency.time}.
 */
@NullMarked
package dev.concurrency.process;

import org.jspecify.annotations.NullMarked;
