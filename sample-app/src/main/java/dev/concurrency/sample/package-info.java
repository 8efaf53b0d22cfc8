/**
 * Flight board: the starter on 20 000 real flights.
 */
@NullMarked
package dev.concurrency.sample;

import org.jspecify.annotations.NullMarked;
