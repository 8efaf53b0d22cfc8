package dev.concurrency.boundary;

import dev.concurrency.process.BoundedPool;
import dev.concurrency.process.Declared;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;

/** Makes boundaries for a runtime. Stateless. */
public final class Boundaries {

	private Boundaries() {
	}

	/**
	 * Makes a boundary, closed until its supervisor starts it.
	 * @param environment what the runtime gives its processes
	 * @param path its place in the tree
	 * @param settings how it runs
	 * @param cpu runs the tasks of a boundary whose pool that is; bounded
	 * @return a new boundary
	 */
	public static Declared<BoundaryRuntime> create(ProcessEnvironment environment, ProcessPath path,
			BoundarySettings settings, BoundedPool cpu) {
		BoundedPool pool = switch (settings.pool()) {
			case BLOCKING -> environment.blocking();
			case CPU -> cpu;
		};
		BoundaryProcess boundary = new BoundaryProcess(environment, path, settings, pool);
		return new Declared<>(boundary, boundary);
	}

}
