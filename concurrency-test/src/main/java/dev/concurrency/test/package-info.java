/**
 * For users' tests: manual time, a runtime stepped by the test, probes and architecture
 * rules. May import the core and ArchUnit.
 */
@NullMarked
package dev.concurrency.test;

import org.jspecify.annotations.NullMarked;
