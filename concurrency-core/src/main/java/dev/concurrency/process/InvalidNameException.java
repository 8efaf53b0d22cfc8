package dev.concurrency.process;

/** A name that no process can have, or none at that place of the tree. */
public final class InvalidNameException extends ConcurrencyException {

	private final String name;

	InvalidNameException(ProcessPath parent, String name) {
		super("'" + name + "' under " + parent + " is not a process name: use 1 to 127 letters, digits, dots,"
				+ " underscores, dashes, dollar or number signs, beginning with a letter or digit");
		this.name = name;
	}

	private InvalidNameException(String name, String message) {
		super(message);
		this.name = name;
	}

	static InvalidNameException tooDeep(ProcessPath parent, String name) {
		return new InvalidNameException(name, "There is no place for '" + name + "': a tree has at most "
				+ ProcessPath.MAX_DEPTH + " levels, and " + parent + " is on the last one");
	}

	/**
	 * The refused name.
	 * @return the name as it was given
	 */
	public String name() {
		return this.name;
	}

}
