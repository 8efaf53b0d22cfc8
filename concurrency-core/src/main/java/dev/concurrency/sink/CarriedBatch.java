package dev.concurrency.sink;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * A batch some of whose items have a context; who does not ask for that sees the items.
 * Immutable if nobody changes the elements.
 *
 * @param <T> the type of an item
 */
final class CarriedBatch<T> extends AbstractList<T> implements RandomAccess {

	private final List<?> elements;

	/** Views items, some of which are {@link Carried}. */
	CarriedBatch(List<?> elements) {
		this.elements = elements;
	}

	/** What was captured for the items of a batch. */
	static List<Object> contexts(List<?> batch) {
		if (!(batch instanceof CarriedBatch<?> carried)) {
			return List.of();
		}
		return carried.elements.stream()
			.filter(Carried.class::isInstance)
			.map((element) -> ((Carried) element).context())
			.toList();
	}

	@Override
	@SuppressWarnings("unchecked")
	public T get(int index) {
		Object element = this.elements.get(index);
		return (T) ((element instanceof Carried carried) ? carried.item() : element);
	}

	@Override
	public int size() {
		return this.elements.size();
	}

	@Override
	public List<T> subList(int from, int to) {
		return new CarriedBatch<>(this.elements.subList(from, to));
	}

}
