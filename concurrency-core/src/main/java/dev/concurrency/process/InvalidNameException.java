package dev.concurrency.process;

/** A name that no process can have. */
public final class InvalidNameException extends ConcurrencyException {

	private final String name;

	InvalidNameException(ProcessPath parent, String name) {
		super("'" + name + "' under " + parent + " is not a process name: use 1 to 127 letters, digits, dots,"
				+ " underscores, dashes, dollar or number signs, beginning with a letter or digit");
		this.name = name;
	}

	/**
	 * The refused name.
	 * @return the name as it was given
	 */
	public String name() {
		return this.name;
	}

}
