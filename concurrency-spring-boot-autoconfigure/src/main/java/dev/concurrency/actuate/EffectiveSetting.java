package dev.concurrency.actuate;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A setting of a process as the endpoint shows it. Immutable.
 *
 * @param value the value that is in effect, as users write it; null for no limit
 * @param source where it comes from: {@code default}, {@code property}, {@code code} or
 * {@code operator}
 * @param origin the same in words: file and line, environment variable, or who
 * @param property the key that was set, perhaps in a shared configuration; null if it
 * comes from elsewhere
 * @param at when it was changed here, null if it was not
 * @param changeable whether it can be changed here
 */
public record EffectiveSetting(@Nullable String value, String source, String origin, @Nullable String property,
		@Nullable Instant at, boolean changeable) {
}
