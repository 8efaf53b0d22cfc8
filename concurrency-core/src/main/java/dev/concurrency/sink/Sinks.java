package dev.concurrency.sink;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Declared;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;

/** Makes sinks for a runtime. Stateless. */
public final class Sinks {

	private Sinks() {
	}

	/**
	 * Makes a sink, closed until its supervisor starts it.
	 * @param environment what the runtime gives its processes
	 * @param path its place in the tree
	 * @param drains gives each incarnation its drain
	 * @param settings how it behaves
	 * @param deadLetters takes batches that could not be written, null to log them
	 * @param <T> the type of an item
	 * @return a new sink
	 */
	public static <T> Declared<BackgroundSink<T>> create(ProcessEnvironment environment, ProcessPath path,
			InstanceSource<? extends SinkDrain<T>> drains, SinkSettings settings,
			@Nullable DeadLetterHandler<? super T> deadLetters) {
		SinkProcess<T> sink = new SinkProcess<>(environment, path, drains, settings, deadLetters);
		return new Declared<>(sink, sink);
	}

}
