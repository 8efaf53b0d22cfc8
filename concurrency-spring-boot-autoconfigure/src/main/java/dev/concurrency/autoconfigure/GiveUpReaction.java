package dev.concurrency.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;

import dev.concurrency.GiveUpHandler;
import dev.concurrency.process.ProcessRef;

/** Does what {@code concurrency.on-give-up} says. Immutable. */
record GiveUpReaction(OnGiveUp reaction, ConfigurableApplicationContext context) implements GiveUpHandler {

	private static final Logger logger = LoggerFactory.getLogger(GiveUpHandler.class);

	@Override
	public void gaveUp(ProcessRef process, Throwable cause) {
		switch (this.reaction) {
			case NONE -> {
				// The health of the process tells.
			}
			case REFUSE_READINESS -> {
				logger.error("{} is down: the application refuses traffic from now on", process);
				AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
			}
			case CLOSE_APPLICATION -> {
				logger.error("{} is down: the application is closed", process);
				this.context.close();
			}
		}
	}

}
