package dev.concurrency.sink;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTests {

	private static final int CAPACITY = 100;

	private static final int BATCH = 10;

	private static final long LINGER = 100 * Pace.NAP;

	private static final Pace.Wait FOR_THE_NEXT_ITEM = new Pace.Wait(Long.MAX_VALUE, 1, false);

	private static final Pace.Wait NAP = new Pace.Wait(Pace.NAP, CAPACITY / 2, true);

	private final Pace pace = new Pace(CAPACITY);

	@Test
	void anIdleDrainWaitsForTheNextItemAndThenForAFullBatch() {
		assertThat(this.pace.whenEmpty(LINGER)).isEqualTo(FOR_THE_NEXT_ITEM);
		assertThat(this.pace.whenIncomplete(LINGER, BATCH, 1)).isEqualTo(new Pace.Wait(LINGER, BATCH, true));
		assertThat(this.pace.whenIncomplete(5, BATCH, 1)).isEqualTo(new Pace.Wait(5, BATCH, true));
	}

	@Test
	void afterAFullBatchItNapsAsLongAsItFindsItems() {
		this.pace.took(true);
		assertThat(this.pace.whenIncomplete(LINGER, BATCH, 1)).isEqualTo(NAP);
		assertThat(this.pace.whenIncomplete(LINGER - Pace.NAP, BATCH, 2)).isEqualTo(NAP);
		this.pace.took(true);
		assertThat(this.pace.whenEmpty(LINGER)).isEqualTo(NAP);
		assertThat(this.pace.whenIncomplete(LINGER, BATCH, 1)).isEqualTo(NAP);
		assertThat(this.pace.whenEmpty(LINGER)).isEqualTo(NAP);
	}

	@Test
	void aNapIsNotLongerThanTheLinger() {
		this.pace.took(true);
		assertThat(this.pace.whenIncomplete(7, BATCH, 1)).isEqualTo(new Pace.Wait(7, CAPACITY / 2, true));
		assertThat(this.pace.whenEmpty(7)).isEqualTo(new Pace.Wait(7, CAPACITY / 2, true));
	}

	@Test
	void withoutLingerItNeverNaps() {
		this.pace.took(true);
		assertThat(this.pace.whenEmpty(0)).isEqualTo(FOR_THE_NEXT_ITEM);
	}

	@Test
	void itIsIdleAgainAfterABatchThatItsLingerClosed() {
		this.pace.took(true);
		this.pace.took(false);
		assertThat(this.pace.whenIncomplete(LINGER, BATCH, 1)).isEqualTo(new Pace.Wait(LINGER, BATCH, true));
		assertThat(this.pace.whenEmpty(LINGER)).isEqualTo(FOR_THE_NEXT_ITEM);
	}

	@Test
	void itIsIdleAgainAfterANapWithoutItems() {
		this.pace.took(true);
		this.pace.whenEmpty(LINGER);
		assertThat(this.pace.whenEmpty(LINGER)).isEqualTo(FOR_THE_NEXT_ITEM);
		assertThat(this.pace.whenIncomplete(LINGER, BATCH, 1)).isEqualTo(new Pace.Wait(LINGER, BATCH, true));
	}

	@Test
	void itIsIdleAgainAfterANapInWhichNothingNewHasCome() {
		this.pace.took(true);
		assertThat(this.pace.whenIncomplete(LINGER, BATCH, 3)).isEqualTo(NAP);
		assertThat(this.pace.whenIncomplete(LINGER, BATCH, 3)).isEqualTo(new Pace.Wait(LINGER, BATCH, true));
		assertThat(this.pace.whenIncomplete(LINGER, BATCH, 5)).isEqualTo(new Pace.Wait(LINGER, BATCH, true));
	}

	@Test
	void aBatchOfMoreThanHalfTheCapacityIsNotLookedAtBeforeItIsFull() {
		this.pace.took(true);
		assertThat(this.pace.whenIncomplete(LINGER, 80, 1)).isEqualTo(new Pace.Wait(Pace.NAP, 80, true));
	}

	@Test
	void aQueueForOneItemWakesTheDrainForIt() {
		Pace tiny = new Pace(1);
		tiny.took(true);
		assertThat(tiny.whenEmpty(LINGER)).isEqualTo(new Pace.Wait(Pace.NAP, 1, true));
	}

}
