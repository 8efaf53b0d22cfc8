package dev.concurrency.process;

/**
 * Names a process among those of several runtimes. Immutable.
 *
 * @param runtime where it runs
 * @param path its place in the tree there
 */
public record ProcessAddress(RuntimeId runtime, ProcessPath path) {

	@Override
	public String toString() {
		return this.runtime + "/" + this.path;
	}

}
