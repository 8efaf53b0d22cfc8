package dev.concurrency.worker;

import dev.concurrency.process.Declared;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;

/** Makes workers for a runtime. Stateless. */
public final class Workers {

	private Workers() {
	}

	/**
	 * Makes a worker that its supervisor will start.
	 * @param environment what the runtime gives its processes
	 * @param path its place in the tree
	 * @param tasks gives each incarnation its task
	 * @param settings how it behaves
	 * @return a new worker
	 */
	public static Declared<PeriodicWorker> create(ProcessEnvironment environment, ProcessPath path,
			InstanceSource<? extends PeriodicTask> tasks, WorkerSettings settings) {
		WorkerProcess worker = new WorkerProcess(environment, path, tasks, settings);
		return new Declared<>(worker, worker);
	}

}
