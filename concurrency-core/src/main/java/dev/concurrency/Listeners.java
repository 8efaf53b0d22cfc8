package dev.concurrency;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.time.TimeSource;

/**
 * Passes each event to the log, to the user's listeners and to who decides where nobody
 * else does. One that fails does not keep the event from the others.
 */
final class Listeners implements ProcessListener {

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyRuntime.class);

	private final List<ProcessListener> listeners;

	private final Coordination coordination;

	private final boolean wantWork;

	private final EventLog log;

	Listeners(List<ProcessListener> listeners, Coordination coordination, TimeSource time) {
		this.listeners = List.copyOf(listeners);
		this.coordination = coordination;
		this.log = new EventLog(logger, time);
		this.wantWork = this.listeners.stream().anyMatch(ProcessListener::wantsWork);
	}

	@Override
	public void onEvent(ProcessEvent event) {
		guarded(() -> this.log.onEvent(event), event);
		for (ProcessListener listener : this.listeners) {
			guarded(() -> listener.onEvent(event), event);
		}
		guarded(() -> this.coordination.onEvent(event), event);
	}

	/** The log and the coordinator look at failures only. */
	@Override
	public boolean wantsWork() {
		return this.wantWork;
	}

	private static void guarded(Runnable callback, ProcessEvent event) {
		try {
			callback.run();
		}
		catch (Throwable ex) {
			logger.warn("A listener failed on {}", event, Failures.loggable(ex));
		}
	}

}
