package dev.concurrency.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.concurrency.process.ProcessTotals;

/**
 * The whole tree as the endpoint shows it. Immutable.
 *
 * @param totals sums over the tree
 * @param tree the root with everything below it
 */
public record ConcurrencyDescriptor(ProcessTotals totals, ProcessDescriptor tree) implements OperationResponseBody {
}
