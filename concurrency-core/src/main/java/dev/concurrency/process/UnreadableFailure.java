package dev.concurrency.process;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Stands in the log for an exception that fails when it is read. Never thrown. */
@SuppressWarnings("serial")
final class UnreadableFailure extends RuntimeException {

	private UnreadableFailure(Throwable failure, @Nullable Throwable cause) {
		super(text(failure), cause, false, true);
		setStackTrace(Failures.stack(failure));
	}

	/** For the exception and as many of its causes as can be read. */
	static UnreadableFailure of(Throwable failure) {
		List<Throwable> chain = Causes.of(failure);
		UnreadableFailure cause = null;
		for (int i = chain.size() - 1; i > 0; i--) {
			cause = new UnreadableFailure(chain.get(i), cause);
		}
		return new UnreadableFailure(failure, cause);
	}

	private static String text(Throwable failure) {
		String message = Messages.of(failure);
		return failure.getClass().getName() + ((message != null) ? ": " + message : "") + " (as far as it can be read)";
	}

}
