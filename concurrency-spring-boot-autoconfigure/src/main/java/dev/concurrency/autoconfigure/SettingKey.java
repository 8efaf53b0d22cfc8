package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Durations;

/**
 * A setting of a kind of process.
 *
 * @param key as users write it
 * @param changeable whether it can change while the process exists
 * @param onlyIf which settings have it, null for all: a worker has one schedule of four
 * @param value its value
 * @param <S> the settings of the kind
 */
record SettingKey<S>(String key, boolean changeable, @Nullable Predicate<S> onlyIf,
		Function<S, @Nullable Object> value) {

	static <S> SettingKey<S> fixed(String key, Function<S, @Nullable Object> value) {
		return new SettingKey<>(key, false, null, value);
	}

	static <S> SettingKey<S> changeable(String key, Function<S, @Nullable Object> value) {
		return new SettingKey<>(key, true, null, value);
	}

	/** Whether all settings of the kind have it. */
	boolean isAlwaysThere() {
		return this.onlyIf == null;
	}

	boolean isThere(S settings) {
		return this.onlyIf == null || this.onlyIf.test(settings);
	}

	/** The value as users write it; null for none, and for no limit. */
	@Nullable String text(S settings) {
		Object raw = this.value.apply(settings);
		if (raw instanceof Duration duration) {
			return duration.equals(Durations.MAX) ? null : Durations.text(duration);
		}
		if (raw instanceof Enum<?> constant) {
			return dashed(constant);
		}
		if (raw instanceof Collection<?> types) {
			return types.isEmpty() ? null
					: types.stream().map((type) -> ((Class<?>) type).getName()).collect(Collectors.joining(","));
		}
		return (raw != null) ? raw.toString() : null;
	}

	/** What a value looks like, for who has written something else. */
	String expected(S settings) {
		Object raw = this.value.apply(settings);
		if (raw instanceof Enum<?> constant) {
			return Arrays.stream(constant.getDeclaringClass().getEnumConstants())
				.map(SettingKey::dashed)
				.collect(Collectors.joining(", ", "one of ", ""));
		}
		if (raw instanceof Boolean) {
			return "true or false";
		}
		if (raw instanceof Integer || raw instanceof Long) {
			return "a whole number";
		}
		return (raw instanceof Double) ? "a number" : "a duration, as in 10s";
	}

	private static String dashed(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
