/**
 * The runtime that owns one supervision tree in one JVM: executors, tree, registry and
 * snapshot. May import every other package; none imports it.
 */
@NullMarked
package dev.concurrency;

import org.jspecify.annotations.NullMarked;
