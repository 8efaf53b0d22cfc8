package dev.concurrency.process;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The settings of one process: an immutable value, replaced as a whole. Thread-safe; who
 * changes them then has the process look.
 *
 * @param <S> the settings
 */
public final class LiveSettings<S extends ProcessSettings<S>> {

	private final AtomicReference<S> current;

	/**
	 * The settings that a process is built on.
	 * @param initial how it behaves at first
	 */
	public LiveSettings(S initial) {
		this.current = new AtomicReference<>(initial);
	}

	/**
	 * How the process behaves now.
	 * @return its settings
	 */
	public S get() {
		return Objects.requireNonNull(this.current.get());
	}

	/**
	 * As {@link Configurable#reconfigure}.
	 * @param change gives the new settings for the old ones
	 * @return the new settings
	 * @throws IllegalArgumentException as there
	 */
	public S change(UnaryOperator<S> change) {
		return this.current.updateAndGet((before) -> {
			S after = change.apply(before);
			after.fixedSince(before).stream().findFirst().ifPresent((fixed) -> {
				throw new IllegalArgumentException(fixed.reason());
			});
			return after;
		});
	}

	/**
	 * As {@link Configurable#apply}.
	 * @param wanted how the process is to behave
	 * @return what differs and cannot change
	 * @throws IllegalArgumentException as there
	 */
	public List<FixedSetting> apply(S wanted) {
		return wanted.fixedSince(this.current.getAndUpdate(wanted::onBuildOf));
	}

}
