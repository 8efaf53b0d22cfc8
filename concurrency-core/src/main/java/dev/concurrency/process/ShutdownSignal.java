package dev.concurrency.process;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import org.slf4j.LoggerFactory;

/**
 * Tells running code that it is asked to end; the code polls it, waits for it or
 * registers a callback. Once requested, always requested. Thread-safe.
 */
public interface ShutdownSignal {

	/**
	 * Whether the end was asked for. Cheap enough for every turn of a loop.
	 * @return true from the request on
	 */
	boolean isRequested();

	/**
	 * Waits for the request.
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	void await() throws InterruptedException;

	/**
	 * Waits for the request, but not longer than a while: a pause that a shutdown ends.
	 * @param timeout how long at most
	 * @return true if the end was asked for
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	boolean await(Duration timeout) throws InterruptedException;

	/**
	 * Calls back on the request, or at once if it was made already. The actions of one
	 * signal run one after the other, in the order in which they were registered; what
	 * one throws is logged and keeps no other from running.
	 * <p>
	 * The signal of a process calls back on a thread of its runtime's shared pool, where
	 * an action may close or cancel something, but not wait long: the actions after it
	 * wait as well. Other signals call back on the thread that gives them, or on the
	 * registering one.
	 * @param action what to do
	 */
	void onRequest(Runnable action);

	/**
	 * A signal that nobody gives.
	 * @return a signal
	 */
	static ShutdownSignal never() {
		return pair().signal();
	}

	/**
	 * A signal that a stage gives, however it completes.
	 * @param stage what to follow
	 * @return a signal
	 */
	static ShutdownSignal when(CompletionStage<?> stage) {
		Pair pair = pair();
		stage.whenComplete((result, failure) -> pair.handle().trigger());
		return pair.signal();
	}

	/**
	 * A signal and the handle that gives it.
	 * @return a new pair
	 */
	static Pair pair() {
		return new DefaultShutdownSignal(Runnable::run, (failure) -> LoggerFactory.getLogger(ShutdownSignal.class)
			.warn("A callback of a shutdown signal failed", failure)).withHandle();
	}

	/**
	 * A signal and the handle that gives it.
	 *
	 * @param signal for the code that is to end
	 * @param handle for who ends it
	 */
	record Pair(ShutdownSignal signal, ShutdownHandle handle) {
	}

}
