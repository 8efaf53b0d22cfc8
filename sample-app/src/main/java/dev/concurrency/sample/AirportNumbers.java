package dev.concurrency.sample;

/**
 * What an airport counts. Immutable.
 *
 * @param departures how many flights left
 * @param arrivals how many came
 * @param delayed how many left late
 * @param meanDelay how late they left in the mean, in minutes
 */
record AirportNumbers(long departures, long arrivals, long delayed, double meanDelay) {

	static final AirportNumbers NONE = new AirportNumbers(0, 0, 0, 0);

	AirportNumbers departed(int delay) {
		long count = this.departures + 1;
		return new AirportNumbers(count, this.arrivals, this.delayed + ((delay > 0) ? 1 : 0),
				this.meanDelay + (delay - this.meanDelay) / count);
	}

	AirportNumbers arrived() {
		return new AirportNumbers(this.departures, this.arrivals + 1, this.delayed, this.meanDelay);
	}

}
