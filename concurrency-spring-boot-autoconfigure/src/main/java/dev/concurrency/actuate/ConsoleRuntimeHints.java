package dev.concurrency.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Keeps the console in a native image: its files, and its operations, which the declared
 * type of the extension does not show.
 */
public final class ConsoleRuntimeHints implements RuntimeHintsRegistrar {

	/** Hints for all files. */
	public ConsoleRuntimeHints() {
	}

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern(ConsoleFiles.LOCATION + "*");
		hints.reflection().registerType(ConcurrencyConsoleWebExtension.class, MemberCategory.INVOKE_PUBLIC_METHODS);
	}

}
