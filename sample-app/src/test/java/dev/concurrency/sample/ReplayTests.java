package dev.concurrency.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.concurrency.process.Admission;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayTests {

	private static final int AIRPORTS = 59;

	@TempDir
	private Path data;

	@Test
	void theReplayWritesAllFlightsAndActorsAgreeWithTheTable() throws Exception {
		try (FlightBoard board = FlightBoard.start(this.data).replayed()) {
			assertThat(board.rows()).isEqualTo(FlightFile.SIZE);
			Agreement.check(board, AIRPORTS);
		}
	}

	@Test
	void aSecondStartDoublesNeitherRowsNorNumbers() throws Exception {
		try (FlightBoard first = FlightBoard.start(this.data).replayed()) {
			assertThat(first.rows()).isEqualTo(FlightFile.SIZE);
		}
		try (FlightBoard second = FlightBoard.start(this.data).replayed()) {
			assertThat(second.rows()).isEqualTo(FlightFile.SIZE);
			Agreement.check(second, AIRPORTS);
		}
	}

	@Test
	void airportsThatNobodySpeaksOfGoAndComeBackFromTheTable() throws Exception {
		try (FlightBoard board = FlightBoard
			.start(this.data, "concurrency.actors.instances.airport.passivate-after=200ms")
			.replayed()) {
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> board.airports().snapshot().live() == 0);
			assertThat(board.airports().snapshot().passivated()).isGreaterThanOrEqualTo(AIRPORTS);
			Agreement.check(board, AIRPORTS);
			assertThat(board.airports().snapshot().deadLetters()).isZero();
		}
	}

	@Test
	void anAirportThatCrashesInMidReplayCountsNothingTwiceAndLosesNothing() throws Exception {
		try (FlightBoard board = FlightBoard.start(this.data, "flightboard.replay.enabled=false",
				"concurrency.restarts.backoff.min=1ms", "concurrency.restarts.backoff.max=1ms")) {
			FlightIntake intake = board.bean(FlightIntake.class);
			int[] taken = new int[1];
			board.bean(FlightFile.class).read((flight) -> {
				if (flight.origin().equals("PHX") && ++taken[0] % 200 == 0) {
					waiting(() -> board.airports().ref("PHX").tell(new AirportMessage.Crash()));
				}
				return waiting(() -> intake.take(flight, Duration.ofSeconds(30)));
			});
			board.flush();
			Agreement.check(board, AIRPORTS);
			assertThat(board.airports().snapshot().restarts()).isEqualTo(taken[0] / 200);
		}
	}

	/** Its sink neither takes a flight nor refuses it. */
	@Test
	@Timeout(60)
	void aReplayThatDoesNotEndIsInterruptedAndNotWaitedFor() throws Exception {
		try (FlightBoard board = FlightBoard.start(this.data, "flightboard.replay.enabled=false")) {
			CountDownLatch interrupted = new CountDownLatch(1);
			FlightIntake stuck = new FlightIntake(board.flights(), board.airports()) {

				@Override
				Admission take(Flight flight, Duration timeout) throws InterruptedException {
					try {
						new CountDownLatch(1).await();
						return Admission.ACCEPTED;
					}
					catch (InterruptedException ex) {
						interrupted.countDown();
						throw ex;
					}
				}

			};
			Replay replay = new Replay(board.bean(FlightFile.class), stuck, board.flights(),
					board.bean(FlightTable.class), new FlightBoardProperties(new FlightBoardProperties.Replay(true, 0),
							Duration.ofSeconds(5), Duration.ZERO));
			replay.begin();
			replay.end(Duration.ofMillis(1));
			interrupted.await();
			replay.await();
		}
	}

	private static boolean waiting(Callable<Admission> step) {
		try {
			return step.call().isAccepted();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

}
