package dev.concurrency.sample;

import java.time.LocalDateTime;

/**
 * A flight.
 *
 * @param line its number: that of its line in the file, or a later one if it was posted
 * @param at when it left
 * @param origin where it left, an IATA code
 * @param destination where it went, an IATA code
 * @param delay how late it left, in minutes; negative if it was early
 * @param distance how far it went, in miles
 */
record Flight(long line, LocalDateTime at, String origin, String destination, int delay, int distance) {
}
