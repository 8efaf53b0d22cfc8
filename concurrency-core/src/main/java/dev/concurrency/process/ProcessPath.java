package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

/**
 * Names a process by its place in the tree, as in {@code root/sinks/audit}; survives
 * restarts. A name may be any that a bean has, so it takes more than the lower-case
 * letters, digits, dashes and underscores that are usual for actors. Immutable.
 *
 * @param value the names from the root down, joined by slashes
 */
public record ProcessPath(String value) {

	/** How many names a path has at most. */
	public static final int MAX_DEPTH = 64;

	/** The path of the root supervisor. */
	public static final ProcessPath ROOT = new ProcessPath("root");

	private static final int MAX_NAME = 127;

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
		if (!isName(name)) {
			throw new InvalidNameException(this, name);
		}
		return new ProcessPath(this.value + '/' + name);
	}

	private static boolean isName(String name) {
		boolean valid = !name.isEmpty() && name.length() <= MAX_NAME && isLetterOrDigit(name.charAt(0));
		for (int i = 1; valid && i < name.length(); i++) {
			valid = isPartOfName(name.charAt(i));
		}
		return valid;
	}

	private static boolean isLetterOrDigit(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
	}

	private static boolean isPartOfName(char c) {
		return isLetterOrDigit(c) || c == '.' || c == '_' || c == '$' || c == '#' || c == '-';
	}

	/**
	 * The path of a child that stands for a key: what a name may not hold is replaced, so
	 * that any key gives a readable path. Two keys may give the same path.
	 * @param key any key
	 * @return a new path
	 * @throws InvalidNameException if this path has {@value #MAX_DEPTH} names already
	 */
	public ProcessPath childForKey(Object key) {
		return child(name(key.toString(), MAX_NAME));
	}

	/**
	 * The path of a child that nobody needs to know by its name, as in
	 * {@code root/actors/worker[3]}. No name that is given has brackets.
	 * @param label what the child is; what a name may not hold is replaced
	 * @param number tells it from others of that label
	 * @return a new path
	 * @throws InvalidNameException if this path has {@value #MAX_DEPTH} names already
	 */
	public ProcessPath fresh(String label, long number) {
		String brackets = "[" + number + "]";
		return new ProcessPath(child(name(label, MAX_NAME - brackets.length())).value + brackets);
	}

	/** A name that is as much like a text as may be. */
	static String name(String text, int maxLength) {
		StringBuilder name = new StringBuilder(Math.min(text.length(), maxLength) + 1);
		for (int i = 0; i < text.length() && name.length() < maxLength; i++) {
			char c = text.charAt(i);
			char shown = isPartOfName(c) ? c : '_';
			if (i == 0 && !isLetterOrDigit(shown)) {
				name.append('k');
			}
			name.append(shown);
		}
		return name.isEmpty() ? "k" : name.substring(0, Math.min(name.length(), maxLength));
	}

	/**
	 * How many names the path has.
	 * @return 1 for the root
	 */
	public int depth() {
		int depth = 1;
		for (int i = this.value.indexOf('/'); i >= 0; i = this.value.indexOf('/', i + 1)) {
			depth++;
		}
		return depth;
	}

	/**
	 * The last name of the path.
	 * @return the name of the process within its supervisor
	 */
	public String name() {
		return this.value.substring(this.value.lastIndexOf('/') + 1);
	}

	/**
	 * The path of the process above.
	 * @return null for a path of one name
	 */
	public @Nullable ProcessPath parent() {
		int end = this.value.lastIndexOf('/');
		return (end >= 0) ? new ProcessPath(this.value.substring(0, end)) : null;
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

	/**
	 * Whether this process is below another, however deep.
	 * @param ancestor the path of the other
	 * @return true if names are added to it
	 */
	public boolean isBelow(ProcessPath ancestor) {
		return this.value.startsWith(ancestor.value + '/');
	}

	@Override
	public String toString() {
		return this.value;
	}

}
