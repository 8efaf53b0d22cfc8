package dev.concurrency.sample;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.sample.AirportMessage.Arrived;
import dev.concurrency.sample.AirportMessage.Ask;
import dev.concurrency.sample.AirportMessage.Crash;
import dev.concurrency.sample.AirportMessage.Departed;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkClosedException;
import dev.concurrency.spring.ActorComponent;

/**
 * One airport. Its numbers survive a restart because they can be read from the table:
 * every flight is pushed to the sink before its airports are told, so after a flush the
 * tables, that of the flights and that of those that the database refused, have all that
 * this airport was ever told. What is still in the mailbox then may be in a table too;
 * the number of the flight says so, and nothing counts twice.
 */
@ActorComponent(value = "airport", keyed = true)
class AirportActor implements Actor<AirportMessage> {

	private static final Logger logger = LoggerFactory.getLogger(AirportActor.class);

	private static final long FLUSH_TIMEOUT_SECONDS = 10;

	private final FlightTable table;

	private final BackgroundSink<Flight> flights;

	private final Set<Long> loaded = new HashSet<>();

	private AirportNumbers numbers = AirportNumbers.NONE;

	AirportActor(FlightTable table, BackgroundSink<Flight> flights) {
		this.table = table;
		this.flights = flights;
	}

	@Override
	public void onStart(ActorContext<AirportMessage> context) throws Exception {
		try {
			this.flights.flush().toCompletableFuture().get(FLUSH_TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof SinkClosedException) {
				throw ex;
			}
			// Some batch failed since the flush before, perhaps none of ours. What
			// could not be written is among the dead flights now.
			logger.warn("{} starts although not all flights were written", context.path(), ex.getCause());
		}
		String airport = context.key(String.class);
		for (Flight flight : this.table.ofAirport(airport)) {
			this.loaded.add(flight.line());
			if (flight.origin().equals(airport)) {
				this.numbers = this.numbers.departed(flight.delay());
			}
			if (flight.destination().equals(airport)) {
				this.numbers = this.numbers.arrived();
			}
		}
	}

	@Override
	public void handle(AirportMessage message, ActorContext<AirportMessage> context) {
		if (message instanceof Departed departed) {
			if (!this.loaded.contains(departed.line())) {
				this.numbers = this.numbers.departed(departed.delay());
			}
		}
		else if (message instanceof Arrived arrived) {
			if (!this.loaded.contains(arrived.line())) {
				this.numbers = this.numbers.arrived();
			}
		}
		else if (message instanceof Ask question) {
			question.reply().send(this.numbers);
		}
		else if (message instanceof Crash) {
			throw new IllegalStateException("crashed on request");
		}
	}

}
