package dev.concurrency.sample;

import java.time.Duration;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;

/**
 * Replays the flights of the file once the service is ready, on a thread of its own. Ends
 * early when the sink is closed, which is how a shutdown reaches it.
 */
@Component
class Replay implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(Replay.class);

	private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

	/** For the flight in hand; whatever is on the way has ended by then. */
	private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

	private static final long SECOND = 1_000_000_000L;

	private static final int REPORT_EVERY = 4000;

	private final FlightFile file;

	private final FlightIntake intake;

	private final BackgroundSink<Flight> flights;

	private final FlightTable table;

	private final FlightBoardProperties.Replay settings;

	private volatile @Nullable Thread thread;

	Replay(FlightFile file, FlightIntake intake, BackgroundSink<Flight> flights, FlightTable table,
			FlightBoardProperties properties) {
		this.file = file;
		this.intake = intake;
		this.flights = flights;
		this.table = table;
		this.settings = properties.replay();
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		if (this.settings.enabled() && this.thread == null) {
			Thread replaying = new Thread(this::run, "replay");
			replaying.setDaemon(true);
			this.thread = replaying;
			replaying.start();
		}
	}

	/**
	 * Comes after the sink was closed, which ends the replay, and lets it say how far it
	 * came.
	 */
	@Override
	public void destroy() throws InterruptedException {
		end(END_TIMEOUT);
	}

	/** Waits until the replay is over, but interrupts it rather than wait for longer. */
	void end(Duration timeout) throws InterruptedException {
		Thread replaying = this.thread;
		if (replaying != null) {
			replaying.join(timeout.toMillis());
			if (replaying.isAlive()) {
				logger.warn("The replay did not end within {} ms and is interrupted", timeout.toMillis());
				replaying.interrupt();
			}
		}
	}

	/** Waits until the replay is over. */
	void await() throws InterruptedException {
		Thread replaying = this.thread;
		if (replaying != null) {
			replaying.join();
		}
	}

	private void run() {
		Progress progress = new Progress();
		this.file.read((flight) -> take(flight, progress));
		progress.report("Replayed");
		try {
			// Waited for here: what follows a stage runs on a shared thread, which must
			// not block as the count does.
			this.flights.flush().toCompletableFuture().get();
			logger.info("{} flights are in the table", this.table.count());
		}
		catch (ExecutionException ex) {
			logger.warn("Not all of them are in the table: {}", String.valueOf(ex.getCause()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean take(Flight flight, Progress progress) {
		try {
			progress.pace();
			Admission answer = this.intake.take(flight, FOR_EVER);
			if (answer.isAccepted()) {
				progress.count();
			}
			return answer.isAccepted();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** How far the replay has come. Not thread-safe. */
	private final class Progress {

		private final long begun = System.nanoTime();

		private long reported = this.begun;

		private long count;

		/** Keeps to the rate, if there is one. */
		void pace() throws InterruptedException {
			if (Replay.this.settings.rate() > 0) {
				long due = this.begun + this.count * SECOND / Replay.this.settings.rate();
				long early = due - System.nanoTime();
				if (early > 0) {
					Thread.sleep(Duration.ofNanos(early).toMillis());
				}
			}
		}

		void count() {
			this.count++;
			if (this.count % REPORT_EVERY == 0 || System.nanoTime() - this.reported >= SECOND) {
				report("Replaying:");
			}
		}

		void report(String what) {
			this.reported = System.nanoTime();
			double seconds = (double) (this.reported - this.begun) / SECOND;
			logger.info("{} {} of {} flights, {} per second, {} waiting in the sink", what, this.count, FlightFile.SIZE,
					Math.round(this.count / seconds), Replay.this.flights.snapshot().queued());
		}

	}

}
