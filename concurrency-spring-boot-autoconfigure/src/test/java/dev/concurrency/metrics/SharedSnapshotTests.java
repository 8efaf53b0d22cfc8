package dev.concurrency.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessView;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often a scrape takes a snapshot of a process.
 */
class SharedSnapshotTests {

	private final MeteredRuntime metered = new MeteredRuntime();

	private final List<ProcessSnapshot> taken = new ArrayList<>();

	private final SharedSnapshot snapshots = new SharedSnapshot(this.taken::add, this.metered.time()::nanoTime);

	private final ToDoubleFunction<ProcessView> first = this.snapshots.reading(ProcessSnapshot::restarts);

	private final ToDoubleFunction<ProcessView> second = this.snapshots.reading(ProcessSnapshot::restarts);

	private ProcessView tower() {
		this.metered.runtime().actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		return this.metered.runtime().processes().get(0);
	}

	@AfterEach
	void close() {
		this.metered.runtime().close();
	}

	@Test
	void theMetersOfAProcessShareOneSnapshotInAScrape() {
		ProcessView tower = tower();
		read(this.first, tower);
		read(this.second, tower);
		assertThat(this.taken).hasSize(1);
	}

	@Test
	void aMeterThatIsReadAgainReadsANewSnapshot() {
		ProcessView tower = tower();
		read(this.first, tower);
		read(this.first, tower);
		read(this.first, tower);
		assertThat(this.taken).hasSize(3);
	}

	@Test
	void aSnapshotThatIsNotOfThisScrapeIsNotShown() {
		ProcessView tower = tower();
		read(this.first, tower);
		this.metered.time().advance(Duration.ofMillis(10));
		read(this.second, tower);
		assertThat(this.taken).hasSize(2);
	}

	private static void read(ToDoubleFunction<ProcessView> meter, ProcessView process) {
		assertThat(meter.applyAsDouble(process)).isZero();
	}

}
