package dev.concurrency.sample;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The tables, in the SQL that H2 and PostgreSQL share. Thread-safe. */
@Repository
class FlightTable {

	/** How long a reason may be. */
	static final int REASON_LENGTH = 500;

	private static final String COLUMNS = "line, flown_at, origin, destination, delay, distance";

	private final JdbcTemplate jdbc;

	FlightTable(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/** Writes a batch, all or nothing; what was written before is left as it is. */
	@Transactional
	public void write(List<Flight> batch) {
		this.jdbc.batchUpdate("insert into flights (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?) on conflict do nothing",
				batch, batch.size(), FlightTable::set);
	}

	private static void set(PreparedStatement row, Flight flight) throws SQLException {
		row.setLong(1, flight.line());
		// Not a Timestamp: the hour that a clock change skips has flights too.
		row.setObject(2, flight.at());
		row.setString(3, flight.origin());
		row.setString(4, flight.destination());
		row.setInt(5, flight.delay());
		row.setInt(6, flight.distance());
	}

	/** Keeps a flight that cannot be written, once. */
	public void bury(Flight flight, String reason) {
		this.jdbc.update("insert into dead_flights (" + COLUMNS
				+ ", reason) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing", (row) -> {
					set(row, flight);
					row.setString(7, reason);
				});
	}

	/** The latest flights that could not be written. */
	public List<DeadFlight> dead(int limit) {
		return this.jdbc.query("select " + COLUMNS + ", reason from dead_flights order by line desc limit ?",
				(row, index) -> new DeadFlight(flight(row), row.getString("reason")), limit);
	}

	private static Flight flight(ResultSet row) throws SQLException {
		return new Flight(row.getLong("line"), row.getObject("flown_at", LocalDateTime.class), row.getString("origin"),
				row.getString("destination"), row.getInt("delay"), row.getInt("distance"));
	}

	public long count() {
		return number("select count(*) from flights");
	}

	/** The highest number of a flight, written or not. */
	public long lastLine() {
		return number("select coalesce(max(line), 0) from "
				+ "(select line from flights union all select line from dead_flights) known");
	}

	/**
	 * The flights that an airport was told of: those that were written, and those that
	 * could not be. What has become both, in two runs, is there once.
	 */
	public List<Flight> ofAirport(String iata) {
		String flights = "select " + COLUMNS + " from %s where origin = ? or destination = ?";
		return this.jdbc.query(
				flights.formatted("flights") + " union " + flights.formatted("dead_flights") + " order by line",
				(row, index) -> flight(row), iata, iata, iata, iata);
	}

	/** Makes the leaderboard anew from the rows. */
	@Transactional
	public void refreshLeaderboard(int places) {
		this.jdbc.update("delete from leaderboard");
		this.jdbc.update(
				"""
						insert into leaderboard (place, iata, departures, mean_delay)
						select row_number() over (order by count(*) desc, origin), origin, count(*), avg(cast(delay as double precision))
						from flights group by origin order by count(*) desc, origin limit ?
						""",
				places);
	}

	public List<LeaderboardRow> leaderboard() {
		return this.jdbc.query("select place, iata, departures, mean_delay from leaderboard order by place",
				(row, index) -> new LeaderboardRow(row.getInt("place"), row.getString("iata"),
						row.getLong("departures"), row.getDouble("mean_delay")));
	}

	private long number(String sql) {
		Long number = this.jdbc.queryForObject(sql, Long.class);
		return (number != null) ? number : 0;
	}

	/**
	 * A flight that could not be written.
	 *
	 * @param flight the flight
	 * @param reason why
	 */
	record DeadFlight(Flight flight, String reason) {
	}

	/**
	 * A place on the leaderboard.
	 *
	 * @param place 1 for the first
	 * @param iata the airport
	 * @param departures how many flights left there
	 * @param meanDelay how late they left, in minutes
	 */
	record LeaderboardRow(int place, String iata, long departures, double meanDelay) {
	}

}
