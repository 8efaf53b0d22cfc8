package dev.concurrency.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The settings of one process: an immutable value, replaced as a whole. Thread-safe; who
 * changes them then has the process look.
 *
 * @param <S> the settings
 */
public final class LiveSettings<S extends ProcessSettings<S>> {

	private static final VarHandle CURRENT;

	static {
		try {
			CURRENT = MethodHandles.lookup().findVarHandle(LiveSettings.class, "current", ProcessSettings.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile S current;

	/**
	 * The settings that a process is built on.
	 * @param initial how it behaves at first
	 */
	public LiveSettings(S initial) {
		this.current = initial;
	}

	/**
	 * How the process behaves now.
	 * @return its settings
	 */
	public S get() {
		return this.current;
	}

	/**
	 * As {@link Configurable#reconfigure}.
	 * @param change gives the new settings for the old ones
	 * @return the new settings
	 * @throws IllegalArgumentException as there
	 */
	public S change(UnaryOperator<S> change) {
		S before;
		S after;
		do {
			before = this.current;
			after = change.apply(before);
			after.fixedSince(before).stream().findFirst().ifPresent((fixed) -> {
				throw new IllegalArgumentException(fixed.reason());
			});
		}
		while (!CURRENT.compareAndSet(this, before, after));
		return after;
	}

	/**
	 * As {@link Configurable#apply}.
	 * @param wanted how the process is to behave
	 * @return what differs and cannot change
	 * @throws IllegalArgumentException as there
	 */
	public List<FixedSetting> apply(S wanted) {
		S before;
		do {
			before = this.current;
		}
		while (!CURRENT.compareAndSet(this, before, wanted.onBuildOf(before)));
		return wanted.fixedSince(before);
	}

}
