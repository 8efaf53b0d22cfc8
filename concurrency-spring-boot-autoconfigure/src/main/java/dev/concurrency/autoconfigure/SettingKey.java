package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Shutdown;
import dev.concurrency.time.Durations;

/**
 * A setting of a process.
 *
 * @param key as users write it
 * @param changeable whether it can change while the process exists
 * @param hasDefault whether it has a value though nobody says anything
 * @param onlyIf which settings have it: a worker has one schedule of four
 * @param value its value
 * @param <S> the settings that it is one of
 */
record SettingKey<S>(String key, boolean changeable, boolean hasDefault, Predicate<S> onlyIf,
		Function<S, @Nullable Object> value) {

	static <S> SettingKey<S> fixed(String key, Function<S, @Nullable Object> value) {
		return new SettingKey<>(key, false, true, (settings) -> true, value);
	}

	static <S> SettingKey<S> changeable(String key, Function<S, @Nullable Object> value) {
		return new SettingKey<>(key, true, true, (settings) -> true, value);
	}

	/** The same for those settings only. */
	SettingKey<S> onlyIf(Predicate<S> some) {
		return new SettingKey<>(this.key, this.changeable, this.hasDefault, some, this.value);
	}

	/** The same, but that somebody has to say it. */
	SettingKey<S> withoutDefault() {
		return new SettingKey<>(this.key, this.changeable, false, this.onlyIf, this.value);
	}

	/** The same of settings that these are a part of. */
	<T> SettingKey<T> of(Function<T, S> part) {
		return new SettingKey<>(this.key, this.changeable, this.hasDefault,
				(whole) -> this.onlyIf.test(part.apply(whole)), (whole) -> this.value.apply(part.apply(whole)));
	}

	boolean isThere(S settings) {
		return this.onlyIf.test(settings);
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
		if (raw instanceof Shutdown shutdown) {
			return ShutdownSetting.text(shutdown);
		}
		if (raw instanceof Collection<?> all) {
			return all.isEmpty() ? null
					: all.stream()
						.map((each) -> (each instanceof Class<?> type) ? type.getName() : each.toString())
						.collect(Collectors.joining(","));
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
