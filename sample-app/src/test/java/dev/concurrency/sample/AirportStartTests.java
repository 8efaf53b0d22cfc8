package dev.concurrency.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.concurrency.process.Admission;

import static org.assertj.core.api.Assertions.assertThat;

/** An airport loads its numbers from the table. */
class AirportStartTests {

	private static final LocalDateTime AT = LocalDateTime.of(2001, 1, 13, 14, 56);

	@TempDir
	private Path data;

	@Test
	@Timeout(60)
	void aBatchOfOthersThatCannotBeWrittenDoesNotKeepAnAirportFromStarting() throws Exception {
		try (FlightBoard board = FlightBoard.start(this.data, "flightboard.replay.enabled=false",
				"concurrency.sinks.instances.flights.batch-size=1")) {
			assertThat(board.bean(FlightIntake.class)
				.take(new Flight(1, AT, "ABQ", "TUS", 32, 418), Duration.ofSeconds(10))).isEqualTo(Admission.ACCEPTED);
			assertThat(board.ask("ABQ").departures()).isEqualTo(1);
			// No column takes so long a name.
			assertThat(board.flights().push(new Flight(2, AT, "NOWHERE", "NEVER", 0, 0))).isEqualTo(Admission.ACCEPTED);
			assertThat(board.ask("SEA").departures()).isZero();
			assertThat(board.airports().snapshot().restarts()).isZero();
			assertThat(board.flights().snapshot().deadLettered()).isEqualTo(1);
			assertThat(board.ask("TUS").arrivals()).isEqualTo(1);
		}
	}

}
