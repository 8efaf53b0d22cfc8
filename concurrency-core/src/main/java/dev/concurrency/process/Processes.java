package dev.concurrency.process;

/** Makes processes of plain {@link Supervisable}s. Stateless. */
public final class Processes {

	private Processes() {
	}

	/**
	 * Makes a process, which does nothing until its supervisor starts it.
	 * @param environment what the runtime gives its processes
	 * @param path its place in the tree
	 * @param bodies gives each incarnation its body
	 * @return a new process
	 */
	public static Declared<BackgroundProcess> create(ProcessEnvironment environment, ProcessPath path,
			InstanceSource<? extends Supervisable> bodies) {
		PlainProcess process = new PlainProcess(environment, path, bodies);
		return new Declared<>(process, process);
	}

	/**
	 * Makes a process under a supervisor and starts it.
	 * @param environment what the runtime gives its processes
	 * @param parent looks after it
	 * @param body what it does
	 * @param spec how it is treated
	 * @return its id at once, and a stage for its start
	 * @throws ConcurrencyException if there is a child of that name
	 */
	public static Spawned spawn(ProcessEnvironment environment, Nursery parent, Supervisable body, ChildSpec spec) {
		Declared<BackgroundProcess> declared = create(environment, parent.path().child(body.name()),
				InstanceSource.of(body));
		return parent.spawn(declared.process(), declared.handle(), spec);
	}

}
