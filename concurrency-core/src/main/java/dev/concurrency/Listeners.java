package dev.concurrency;

import java.util.List;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessPath;

/**
 * Passes each event to the log, to the user's listeners and, where nobody above decides,
 * to the give-up handler. One that fails does not keep the event from the others.
 */
final class Listeners implements ProcessListener {

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyRuntime.class);

	private final List<ProcessListener> listeners;

	private final @Nullable GiveUpHandler giveUp;

	private final ThreadFactory threads;

	private final EventLog log = new EventLog(logger);

	Listeners(List<ProcessListener> listeners, @Nullable GiveUpHandler giveUp, ThreadFactory threads) {
		this.listeners = List.copyOf(listeners);
		this.giveUp = giveUp;
		this.threads = threads;
	}

	@Override
	public void onEvent(ProcessEvent event) {
		guarded(() -> this.log.onEvent(event), event);
		for (ProcessListener listener : this.listeners) {
			guarded(() -> listener.onEvent(event), event);
		}
		GiveUpHandler handler = this.giveUp;
		if (handler != null && event instanceof ProcessEvent.GaveUp gaveUp
				&& gaveUp.process().path().isChildOf(ProcessPath.ROOT)) {
			// It may stop the runtime, which waits for the thread that calls here.
			Thread thread = this.threads
				.newThread(() -> guarded(() -> handler.gaveUp(gaveUp.process(), gaveUp.cause()), event));
			thread.setName("concurrency-give-up");
			thread.start();
		}
	}

	private static void guarded(Runnable callback, ProcessEvent event) {
		try {
			callback.run();
		}
		catch (Throwable ex) {
			logger.warn("A listener failed on {}", event, ex);
		}
	}

}
