package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

/** Reads the messages of the user's exceptions, which compute them and may fail at it. */
final class Messages {

	private Messages() {
	}

	static @Nullable String of(Throwable failure) {
		try {
			return failure.getMessage();
		}
		catch (Throwable ex) {
			return "its message cannot be read: " + ex.getClass().getName();
		}
	}

}
