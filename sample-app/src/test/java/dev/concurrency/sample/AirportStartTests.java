package dev.concurrency.sample;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.process.Admission;

import static org.assertj.core.api.Assertions.assertThat;

/** What an earlier run or incarnation has left is gone on from. */
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

	/** Its actor was told of it before anybody knew, and counted it. */
	@Test
	@Timeout(60)
	void aRefusedFlightCountsForItsAirportsBeforeARestartAndAfterIt() throws Exception {
		try (FlightBoard board = FlightBoard.start(this.data, "flightboard.replay.enabled=false")) {
			FlightIntake intake = board.bean(FlightIntake.class);
			assertThat(intake.take(new Flight(1, AT, "SAN", "SAN", 5, 0), Duration.ofSeconds(10)))
				.isEqualTo(Admission.ACCEPTED);
			assertThat(intake.take(new Flight(2, AT, "SAN", "SJC", 32, 418), Duration.ofSeconds(10)))
				.isEqualTo(Admission.ACCEPTED);
			AirportNumbers counted = board.ask("SAN");
			assertThat(counted).isEqualTo(new AirportNumbers(2, 1, 2, 18.5));
			assertThat(board.airports().ref("SAN").tell(new AirportMessage.Crash())).isEqualTo(Admission.ACCEPTED);
			assertThat(board.ask("SAN")).isEqualTo(counted);
			assertThat(board.airports().snapshot().restarts()).isEqualTo(1);
			assertThat(board.flights().snapshot().deadLettered()).isEqualTo(1);
		}
	}

	/** Else it would take the number of one that is there, and be dropped as written. */
	@Test
	@Timeout(60)
	void aRefusedFlightIsKeptBesideThoseOfAnEarlierRun() throws Exception {
		for (int run = 1; run <= 2; run++) {
			try (FlightBoard board = FlightBoard.start(this.data, "flightboard.replay.enabled=false")) {
				long line = board.bean(LineNumbers.class).next();
				assertThat(board.flights().push(new Flight(line, AT, "SAN", "SAN", 0, -run)))
					.isEqualTo(Admission.ACCEPTED);
				assertThat(board.flights().flush().toCompletableFuture()).failsWithin(Duration.ofSeconds(30));
				assertThat(board.bean(FlightTable.class).dead(10)).extracting((dead) -> dead.flight().distance())
					.startsWith(-run)
					.hasSize(run);
			}
		}
	}

	/** An airport that starts reads both. */
	@ParameterizedTest
	@ValueSource(strings = { "FLIGHTS", "DEAD_FLIGHTS" })
	void bothTablesOfFlightsAreIndexedByAirport(String table) throws Exception {
		try (FlightBoard board = FlightBoard.start(this.data, "flightboard.replay.enabled=false");
				Connection connection = board.bean(DataSource.class).getConnection();
				ResultSet indexes = connection.getMetaData().getIndexInfo(null, null, table, false, false)) {
			List<String> columns = new ArrayList<>();
			while (indexes.next()) {
				columns.add(indexes.getString("COLUMN_NAME"));
			}
			assertThat(columns).contains("ORIGIN", "DESTINATION");
		}
	}

}
