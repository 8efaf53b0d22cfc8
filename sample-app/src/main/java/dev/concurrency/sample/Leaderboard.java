package dev.concurrency.sample;

import org.springframework.stereotype.Component;

import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.TickContext;

/** The worker {@code leaderboard}: makes that table anew from the rows. */
@Component("leaderboard")
class Leaderboard implements PeriodicTask {

	private static final int PLACES = 10;

	private final FlightTable table;

	Leaderboard(FlightTable table) {
		this.table = table;
	}

	@Override
	public void tick(TickContext context) {
		this.table.refreshLeaderboard(PLACES);
	}

}
