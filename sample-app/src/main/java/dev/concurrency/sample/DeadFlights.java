package dev.concurrency.sample;

import java.util.List;

import org.springframework.stereotype.Component;

import dev.concurrency.process.ProcessRef;
import dev.concurrency.sink.DeadLetterHandler;

/** Keeps the flights that the database does not take, with the reason. */
@Component
class DeadFlights implements DeadLetterHandler<Flight> {

	private final FlightTable table;

	DeadFlights(FlightTable table) {
		this.table = table;
	}

	@Override
	public void deadLetter(ProcessRef sink, List<Flight> batch, Throwable cause) {
		batch.forEach((flight) -> this.table.bury(flight, reason(cause)));
	}

	/** What the database says, not what is wrapped around it. */
	private static String reason(Throwable cause) {
		Throwable root = cause;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String text = String.valueOf(root.getMessage());
		return text.substring(0, Math.min(text.length(), FlightTable.REASON_LENGTH));
	}

}
