/**
 * Workers: periodic tasks without a queue. Imports {@code dev.concurrency.time} and
 * {@code .process}.
 */
@NullMarked
package dev.concurrency.worker;

import org.jspecify.annotations.NullMarked;
