package dev.concurrency.autoconfigure;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.NativeDetector;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Has the start rehearsed in the background, in the first application that is to have
 * processes, as soon as its settings are known. It does so where Spring Boot's own {@code
 * BackgroundPreinitializer} would, which cannot be one here since it is told no settings:
 * with {@code concurrency.enabled=false} nothing of the library is to be loaded.
 * <p>
 * An application that is ready or has failed has nothing left in the background: like
 * Spring Boot this waits until then. A rehearsal that fails costs the time that it would
 * have saved. Told of one application by one thread at a time; not thread-safe.
 */
final class RehearsalListener implements ApplicationListener<SpringApplicationEvent>, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(RehearsalListener.class);

	/**
	 * Static because what it says is: whether the classes of this class loader, to which
	 * the field belongs too, have been loaded. Spring Boot makes a listener for each
	 * application, so none of them could know, and tests start hundreds of applications.
	 * It decides how long a start takes and nothing else, so contexts share no state.
	 */
	private static final AtomicBoolean begunByAny = new AtomicBoolean();

	private final AtomicBoolean begun;

	private final Runnable rehearsal;

	private @Nullable Thread thread;

	RehearsalListener() {
		// No method reference: that would load the class even if it is not to be used.
		this(begunByAny, () -> Rehearsal.run());
	}

	RehearsalListener(AtomicBoolean begun, Runnable rehearsal) {
		this.begun = begun;
		this.rehearsal = rehearsal;
	}

	/** After the files with settings are read and the log is set up. */
	@Override
	public int getOrder() {
		return LoggingApplicationListener.DEFAULT_ORDER + 1;
	}

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			if (isWanted(prepared.getEnvironment()) && this.begun.compareAndSet(false, true)) {
				begin();
			}
		}
		else if (event instanceof ApplicationReadyEvent || event instanceof ApplicationFailedEvent) {
			awaitEnd();
		}
	}

	/** What keeps Spring Boot from using the background counts here too. */
	private static boolean isWanted(ConfigurableEnvironment environment) {
		return Runtime.getRuntime().availableProcessors() > 1
				&& !Boolean.getBoolean("spring.backgroundpreinitializer.ignore") && !NativeDetector.inNativeImage()
				&& !isBootstrap(environment) && isEnabled(environment);
	}

	/** As the conditions of the auto-configuration compare it. */
	private static boolean isEnabled(ConfigurableEnvironment environment) {
		return "true".equalsIgnoreCase(environment.getProperty("concurrency.enabled", "true"));
	}

	/** Spring Cloud's own small application, which does not know all settings yet. */
	private static boolean isBootstrap(ConfigurableEnvironment environment) {
		return environment.getPropertySources().contains("bootstrap");
	}

	private void begin() {
		Thread background = new Thread(this::rehearse, "concurrency-rehearsal");
		background.setDaemon(true);
		background.start();
		this.thread = background;
	}

	private void rehearse() {
		try {
			this.rehearsal.run();
		}
		catch (Throwable ex) {
			logger.debug("The start could not be rehearsed, and takes longer", ex);
		}
	}

	private void awaitEnd() {
		Thread background = this.thread;
		if (background != null) {
			this.thread = null;
			try {
				background.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
