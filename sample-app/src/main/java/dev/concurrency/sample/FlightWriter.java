package dev.concurrency.sample;

import java.util.List;

import org.springframework.stereotype.Component;

import dev.concurrency.sink.SinkDrain;

/**
 * The drain of the sink {@code flights}. A batch may come twice, so the table is keyed by
 * the number of the flight.
 */
@Component("flights")
class FlightWriter implements SinkDrain<Flight> {

	private final FlightTable table;

	FlightWriter(FlightTable table) {
		this.table = table;
	}

	@Override
	public void drain(List<Flight> batch) {
		this.table.write(batch);
	}

}
