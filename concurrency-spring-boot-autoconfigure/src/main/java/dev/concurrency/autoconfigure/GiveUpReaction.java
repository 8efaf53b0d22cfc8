package dev.concurrency.autoconfigure;

import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

import dev.concurrency.GiveUpHandler;
import dev.concurrency.process.ProcessRef;

/**
 * Does what {@code concurrency.on-give-up} says. Is no {@link GiveUpHandler} itself: a
 * child context would take it for one of the user's. Thread-safe.
 */
final class GiveUpReaction implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>>, ExitCodeGenerator {

	private static final Logger logger = LoggerFactory.getLogger(GiveUpHandler.class);

	private final OnGiveUp reaction;

	private final ConfigurableApplicationContext context;

	private final AtomicBoolean ready = new AtomicBoolean();

	private volatile boolean refused;

	private volatile boolean closing;

	GiveUpReaction(OnGiveUp reaction, ConfigurableApplicationContext context) {
		this.reaction = reaction;
		this.context = context;
	}

	void gaveUp(ProcessRef process, Throwable cause) {
		switch (this.reaction) {
			case NONE -> {
				// The health of the process tells.
			}
			case REFUSE_READINESS -> {
				logger.error("{} is down: the application refuses traffic from now on", process);
				this.refused = true;
				refuse();
			}
			case CLOSE_APPLICATION -> {
				logger.error("{} is down: the application is closed", process);
				this.closing = true;
				SpringApplication.exit(this.context);
			}
		}
	}

	/** For who ends the process with what {@link SpringApplication#exit} says. */
	@Override
	public int getExitCode() {
		return this.closing ? 1 : 0;
	}

	/**
	 * Something may give up before the application is ready, and Spring Boot says that it
	 * accepts traffic all the same. Whoever says so later has decided it.
	 */
	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
		if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC && this.ready.compareAndSet(false, true)
				&& this.refused) {
			refuse();
		}
	}

	private void refuse() {
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
	}

}
