package dev.concurrency.process;

import java.util.regex.Pattern;

/**
 * Names a process by its place in the tree, as in {@code root/sinks/audit}; survives
 * restarts. Immutable.
 *
 * @param value the names from the root down, joined by slashes
 */
public record ProcessPath(String value) {

	/** How many names a path has at most. */
	public static final int MAX_DEPTH = 64;

	/** The path of the root supervisor. */
	public static final ProcessPath ROOT = new ProcessPath("root");

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._$#-]{0,126}");

	/**
	 * The path of a child.
	 * @param name 1 to 127 letters, digits, dots, underscores, dashes, dollar or number
	 * signs, beginning with a letter or digit
	 * @return a new path
	 * @throws InvalidNameException if the name has another form, or if this path has
	 * {@value #MAX_DEPTH} names already
	 */
	public ProcessPath child(String name) {
		if (depth() >= MAX_DEPTH) {
			throw InvalidNameException.tooDeep(this, name);
		}
		if (!NAME.matcher(name).matches()) {
			throw new InvalidNameException(this, name);
		}
		return new ProcessPath(this.value + '/' + name);
	}

	/**
	 * The path of a child that stands for a key: what a name may not hold is replaced, so
	 * that any key gives a readable path. Two keys may give the same path.
	 * @param key any key
	 * @return a new path
	 * @throws InvalidNameException if this path has {@value #MAX_DEPTH} names already
	 */
	public ProcessPath childForKey(Object key) {
		String text = key.toString().replaceAll("[^A-Za-z0-9._$#-]", "_");
		String name = (text.isEmpty() || !Character.isLetterOrDigit(text.charAt(0))) ? 'k' + text : text;
		return child(name.substring(0, Math.min(name.length(), 127)));
	}

	/**
	 * How many names the path has.
	 * @return 1 for the root
	 */
	public int depth() {
		return 1 + (int) this.value.chars().filter((c) -> c == '/').count();
	}

	/**
	 * The last name of the path.
	 * @return the name of the process within its supervisor
	 */
	public String name() {
		return this.value.substring(this.value.lastIndexOf('/') + 1);
	}

	/**
	 * The path without the root.
	 * @return as in {@code sinks/audit}; the name of the root for the root itself
	 */
	public String belowRoot() {
		return this.value.substring(this.value.indexOf('/') + 1);
	}

	/**
	 * Whether this process is a direct child of another.
	 * @param parent the path of the other
	 * @return true if only one name is added to it
	 */
	public boolean isChildOf(ProcessPath parent) {
		return this.value.equals(parent.value + '/' + name());
	}

	@Override
	public String toString() {
		return this.value;
	}

}
