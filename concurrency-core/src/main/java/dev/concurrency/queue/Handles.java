package dev.concurrency.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Looks up the handles of this package's {@code long} fields. Stateless. */
final class Handles {

	private Handles() {
	}

	static VarHandle of(MethodHandles.Lookup lookup, Class<?> owner, String field) {
		try {
			return lookup.findVarHandle(owner, field, long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

}
