package dev.concurrency.spring;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CancellationException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.StopReport;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessView;

/**
 * Starts and stops a runtime with its application context, any number of times.
 * <p>
 * Stops after the web server and the executors, so that requests and asynchronous work
 * have ended, and before beans are destroyed, so that the drains can still write. A stop
 * blocks until it is done or its own timeout is over: Spring's timeout bounds only stops
 * that go on after {@code stop} returned. Thread-safe.
 */
public final class ConcurrencyLifecycle implements SmartLifecycle {

	/** Below the web server's and the executors' phases, above 0. */
	public static final int PHASE = Integer.MAX_VALUE / 2 - 2048;

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyLifecycle.class);

	private final ConcurrencyRuntime runtime;

	private final boolean autoStartup;

	private final Duration shutdownTimeout;

	/**
	 * Starts nothing yet.
	 * @param runtime what to start and stop
	 * @param autoStartup whether the context starts it by itself
	 * @param shutdownTimeout how long a stop may take
	 */
	public ConcurrencyLifecycle(ConcurrencyRuntime runtime, boolean autoStartup, Duration shutdownTimeout) {
		this.runtime = runtime;
		this.autoStartup = autoStartup;
		this.shutdownTimeout = shutdownTimeout;
	}

	@Override
	public void start() {
		if (!this.runtime.isRunning()) {
			try {
				this.runtime.start();
			}
			catch (CancellationException ex) {
				// Said here: the JVM may end before Spring does. The interrupt is heard:
				// the
				// beans that are destroyed next, a DataSource for one, must not meet it.
				logger.warn("{}", ex.getMessage());
				Thread.interrupted();
				throw ex;
			}
			logger.info("Started {}", counts());
		}
	}

	@Override
	public void stop() {
		if (this.runtime.isRunning()) {
			StopReport report = this.runtime.stop(this.shutdownTimeout);
			if (report.isClean()) {
				logger.info("Stopped {}", report.summary());
			}
			else {
				logger.warn("Stopped {}", report.summary());
			}
		}
	}

	@Override
	public void stop(Runnable callback) {
		try {
			stop();
		}
		finally {
			callback.run();
		}
	}

	/** Asks the runtime, since others may start and stop it too. */
	@Override
	public boolean isRunning() {
		return this.runtime.isRunning();
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private String counts() {
		Map<ProcessKind, Integer> counts = new EnumMap<>(ProcessKind.class);
		for (ProcessView process : this.runtime.processes()) {
			counts.merge(process.kind(), 1, Integer::sum);
		}
		StringJoiner text = new StringJoiner(", ").setEmptyValue("no processes");
		counts.forEach((kind, count) -> text.add(count + " " + ((count > 1) ? kind.plural() : kind.label())));
		return text.toString();
	}

}
