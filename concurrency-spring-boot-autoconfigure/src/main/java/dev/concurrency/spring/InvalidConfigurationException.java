package dev.concurrency.spring;

import dev.concurrency.process.ConcurrencyException;

/**
 * Beans or settings from which no process can be made. Stops the application before any
 * bean of the user's is created.
 */
public final class InvalidConfigurationException extends ConcurrencyException {

	private final String description;

	private final String action;

	/**
	 * For what is wrong and what helps.
	 * @param description what is wrong, and where
	 * @param action what to do
	 */
	public InvalidConfigurationException(String description, String action) {
		super(description + System.lineSeparator() + action);
		this.description = description;
		this.action = action;
	}

	/**
	 * What is wrong.
	 * @return sentences and places
	 */
	public String description() {
		return this.description;
	}

	/**
	 * What to do.
	 * @return sentences
	 */
	public String action() {
		return this.action;
	}

}
