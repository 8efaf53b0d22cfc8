package dev.concurrency.sink;

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
	 * @param handlers what it calls besides the drain
	 * @param <T> the type of an item
	 * @return a new sink
	 * @throws IllegalArgumentException if a handler that the settings need is missing
	 */
	public static <T> Declared<BackgroundSink<T>> create(ProcessEnvironment environment, ProcessPath path,
			InstanceSource<? extends SinkDrain<T>> drains, SinkSettings settings, SinkHandlers<T> handlers) {
		SinkProcess<T> sink = new SinkProcess<>(environment, path, drains, settings, handlers);
		return new Declared<>(sink, sink);
	}

}
