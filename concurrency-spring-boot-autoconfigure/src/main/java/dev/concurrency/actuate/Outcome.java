package dev.concurrency.actuate;

import org.jspecify.annotations.Nullable;

/**
 * What became of an operation. Immutable.
 *
 * @param result in short
 * @param reason why it was not done, without the message of an exception; null if it was,
 * or if there is no such process
 * @param failure what made it fail, null unless it did
 */
record Outcome(Result result, @Nullable String reason, @Nullable Throwable failure) {

	static final Outcome DONE = new Outcome(Result.DONE, null, null);

	static final Outcome UNDER_WAY = new Outcome(Result.UNDER_WAY, "it is not done yet", null);

	static final Outcome UNKNOWN = new Outcome(Result.UNKNOWN, null, null);

	static Outcome invalid(String reason) {
		return new Outcome(Result.INVALID, reason, null);
	}

	static Outcome refused(String reason) {
		return new Outcome(Result.REFUSED, reason, null);
	}

	static Outcome failed(Throwable failure) {
		return new Outcome(Result.FAILED, "it failed with " + failure.getClass().getName(), failure);
	}

	/** The reason for who may, or may not, see what the user's exceptions say. */
	String reason(boolean withMessage) {
		Throwable cause = this.failure;
		return this.reason + ((withMessage && cause != null) ? ": " + cause.getMessage() : "");
	}

	/** What became of it, and how that is answered. */
	enum Result {

		DONE("done", 200),

		UNDER_WAY("under-way", 202),

		INVALID("invalid", 400),

		UNKNOWN("unknown", 404),

		REFUSED("refused", 409),

		FAILED("failed", 409);

		private final String label;

		private final int status;

		Result(String label, int status) {
			this.label = label;
			this.status = status;
		}

		String label() {
			return this.label;
		}

		int status() {
			return this.status;
		}

		/** Whether there is a process that can be looked at afterwards. */
		boolean isAccepted() {
			return this == DONE || this == UNDER_WAY;
		}

	}

}
