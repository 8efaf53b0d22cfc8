package dev.concurrency.dataspace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.concurrency.dataspace.Change.Asserted;
import dev.concurrency.dataspace.Change.Retracted;
import dev.concurrency.dataspace.Change.Skipped;

import static org.assertj.core.api.Assertions.assertThat;

/** A subscriber that keeps what it was told and checks it against what happened. */
final class Follower<T> implements Subscriber<T> {

	final List<Change<T>> told = new ArrayList<>();

	@Override
	public void onChange(Change<T> change) {
		this.told.add(change);
	}

	boolean hasSkipped() {
		return this.told.stream().anyMatch(Skipped.class::isInstance);
	}

	/** What this subscriber takes for current. */
	Map<Object, T> view() {
		return view(this.told);
	}

	/** What is current after some changes. */
	static <T> Map<Object, T> view(List<Change<T>> changes) {
		Map<Object, T> view = new LinkedHashMap<>();
		for (Change<T> change : changes) {
			if (change instanceof Asserted<T> asserted) {
				view.put(asserted.key(), asserted.value());
			}
			else if (change instanceof Retracted<T> retracted) {
				assertThat(view.remove(retracted.key())).isIn(null, retracted.value());
			}
		}
		return view;
	}

	/**
	 * Fails unless the first changes are a replay, and the others all that happened
	 * since, save for exactly as many as were said to be skipped, where that was said.
	 * @param replay the values that were current at the subscription
	 * @param happened the changes since
	 * @param capacity the bound of the subscription
	 * @param name says which
	 */
	void check(Map<Object, T> replay, List<Change<T>> happened, int capacity, String name) {
		assertThat(this.told).as(name).hasSizeGreaterThanOrEqualTo(replay.size());
		List<Change<T>> first = this.told.subList(0, replay.size());
		assertThat(first).as(name).allMatch(Asserted.class::isInstance);
		assertThat(view(first)).as(name).isEqualTo(replay);
		int position = 0;
		boolean afterSkip = false;
		for (Change<T> change : this.told.subList(replay.size(), this.told.size())) {
			if (change instanceof Skipped<T> skipped) {
				assertThat(skipped.count()).as(name).isPositive();
				position += Math.toIntExact(skipped.count());
				// Nothing is skipped while there is room for it.
				assertThat(happened.size() - position).as(name).isGreaterThanOrEqualTo(capacity);
			}
			else {
				assertThat(change).as(name).isEqualTo(happened.get(position));
				position++;
			}
			afterSkip = change instanceof Skipped;
		}
		assertThat(afterSkip).as(name + " ends with a skip").isFalse();
		assertThat(position).as(name).isEqualTo(happened.size());
	}

}
