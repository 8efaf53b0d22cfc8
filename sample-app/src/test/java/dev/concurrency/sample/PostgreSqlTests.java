package dev.concurrency.sample;

import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/** The same on a real PostgreSQL server, where the build fetches one. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class PostgreSqlTests {

	@Test
	void theReplayWritesAllFlightsAndActorsAgreeWithTheTable() throws Exception {
		try (EmbeddedPostgres server = EmbeddedPostgres.start();
				FlightBoard board = FlightBoard.start(List.of("spring.profiles.active=postgresql",
						"FLIGHTBOARD_DB_URL=" + server.getJdbcUrl("postgres", "postgres"),
						"FLIGHTBOARD_DB_USER=postgres", "FLIGHTBOARD_DB_PASSWORD=postgres"))
					.replayed()) {
			assertThat(board.rows()).isEqualTo(FlightFile.SIZE);
			Agreement.check(board, 59);
			board.bean(FlightTable.class).refreshLeaderboard(10);
			assertThat(board.bean(FlightTable.class).leaderboard()).hasSize(10)
				.first()
				.satisfies((row) -> assertThat(row.iata()).isEqualTo("PHX"));
		}
	}

}
