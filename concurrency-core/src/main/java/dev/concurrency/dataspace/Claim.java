package dev.concurrency.dataspace;

/**
 * One asserted value. Immutable, equal only to itself.
 *
 * @param <T> the type of the value
 */
final class Claim<T> implements Assertion {

	final Owner owner;

	final Class<T> type;

	final Object key;

	final T value;

	private final Dataspace dataspace;

	Claim(Dataspace dataspace, Owner owner, Class<T> type, Object key, T value) {
		this.dataspace = dataspace;
		this.owner = owner;
		this.type = type;
		this.key = key;
		this.value = value;
	}

	@Override
	public void retract() {
		this.dataspace.retract(this);
	}

}
