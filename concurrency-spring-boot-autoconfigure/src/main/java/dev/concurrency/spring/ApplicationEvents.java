package dev.concurrency.spring;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import dev.concurrency.process.Failures;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.Repeats;
import dev.concurrency.time.TimeSource;

/**
 * Publishes what happens to processes as events of the application, for methods such as
 * {@code @EventListener void on(ProcessEvent.GaveUp event)}. Batches and ticks are not
 * published: there are too many of them.
 * <p>
 * Listeners run one after the other on a thread of their own, in the order of the events,
 * so a slow one delays no supervisor; when {@value #CAPACITY} events wait, further ones
 * are dropped, counted and logged. Stops after the processes and before beans are
 * destroyed, so the listeners are told of the stop too. Thread-safe.
 */
public final class ApplicationEvents implements ProcessListener, SmartLifecycle, DisposableBean {

	/** So many events may wait for the listeners. */
	private static final int CAPACITY = 1000;

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(ApplicationEvents.class);

	private final ApplicationEventPublisher publisher;

	private final Duration patience;

	private final Repeats drops;

	private volatile ThreadPoolExecutor executor = newExecutor();

	private volatile boolean running;

	// The thread that tells the listeners, once it has begun to.
	private volatile @Nullable Thread teller;

	/**
	 * Starts no thread yet.
	 * @param publisher tells the listeners
	 */
	public ApplicationEvents(ApplicationEventPublisher publisher) {
		this(publisher, PATIENCE, TimeSource.system());
	}

	ApplicationEvents(ApplicationEventPublisher publisher, Duration patience, TimeSource time) {
		this.publisher = publisher;
		this.patience = patience;
		this.drops = new Repeats(time);
	}

	private ThreadPoolExecutor newExecutor() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("concurrency-events-");
		threads.setDaemon(true);
		ThreadPoolExecutor created = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(CAPACITY), threads, (task, pool) -> drop(pool));
		created.allowCoreThreadTimeOut(true);
		return created;
	}

	@Override
	public void onEvent(ProcessEvent event) {
		if (!(event instanceof ProcessEvent.Worked)) {
			this.executor.execute(() -> publish(event));
		}
	}

	private void publish(ProcessEvent event) {
		this.teller = Thread.currentThread();
		try {
			this.publisher.publishEvent(event);
		}
		catch (Throwable ex) {
			logger.warn("A listener failed on {}", event, Failures.loggable(ex));
		}
	}

	private void drop(ThreadPoolExecutor pool) {
		// After the end there is nobody to be told.
		if (pool.isShutdown()) {
			return;
		}
		Repeats.Line line = this.drops.next("dropped");
		if (line != null) {
			logger.warn("{} events of processes were not published within an hour: the listeners are too slow",
					line.count());
		}
	}

	@Override
	public void start() {
		if (this.executor.isShutdown()) {
			this.executor = newExecutor();
		}
		this.running = true;
	}

	/** What has happened is told before the listeners, and what they need, go. */
	@Override
	public void stop() {
		this.running = false;
		ThreadPoolExecutor stopping = this.executor;
		stopping.shutdown();
		if (Thread.currentThread() == this.teller) {
			// A listener closes the application: it cannot wait for itself.
			for (Runnable next = stopping.getQueue().poll(); next != null; next = stopping.getQueue().poll()) {
				next.run();
			}
		}
		else if (!isOver(stopping)) {
			logger.warn("{} events of processes were not published: a listener does not end",
					stopping.shutdownNow().size());
		}
	}

	private boolean isOver(ThreadPoolExecutor stopping) {
		try {
			return stopping.awaitTermination(this.patience.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return ConcurrencyLifecycle.PHASE - 1;
	}

	/** Without effect after a stop: for an application that failed to start. */
	@Override
	public void destroy() {
		stop();
	}

}
