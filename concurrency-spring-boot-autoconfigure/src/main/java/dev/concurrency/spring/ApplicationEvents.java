package dev.concurrency.spring;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;

/**
 * Publishes what happens to processes as events of the application, for methods such as
 * {@code @EventListener void on(ProcessEvent.GaveUp event)}. Batches and ticks are not
 * published: there are too many of them.
 * <p>
 * Listeners run one after the other on a thread of their own, in the order of the events,
 * so a slow one delays no supervisor; when {@value #CAPACITY} events wait, further ones
 * are dropped, counted and logged. Thread-safe.
 */
public final class ApplicationEvents implements ProcessListener, DisposableBean {

	/** So many events may wait for the listeners. */
	private static final int CAPACITY = 1000;

	private static final long PATIENCE_SECONDS = 5;

	private static final Logger logger = LoggerFactory.getLogger(ApplicationEvents.class);

	private final AtomicLong dropped = new AtomicLong();

	private final ApplicationEventPublisher publisher;

	private final ThreadPoolExecutor executor;

	/**
	 * Starts no thread yet.
	 * @param publisher tells the listeners
	 */
	public ApplicationEvents(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("concurrency-events-");
		threads.setDaemon(true);
		this.executor = new ThreadPoolExecutor(1, 1, PATIENCE_SECONDS, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(CAPACITY), threads, (task, pool) -> drop());
		this.executor.allowCoreThreadTimeOut(true);
	}

	@Override
	public void onEvent(ProcessEvent event) {
		if (!(event instanceof ProcessEvent.Worked)) {
			this.executor.execute(() -> publish(event));
		}
	}

	private void publish(ProcessEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (Throwable ex) {
			logger.warn("A listener failed on {}", event, ex);
		}
	}

	private void drop() {
		long count = this.dropped.incrementAndGet();
		// After the end there is nobody to be told.
		if (Long.bitCount(count) == 1 && !this.executor.isShutdown()) {
			logger.warn("{} events of processes were not published: the listeners are too slow", count);
		}
	}

	/** What has happened is told before the listeners go. */
	@Override
	public void destroy() throws InterruptedException {
		this.executor.shutdown();
		if (!this.executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
			logger.warn("{} events of processes were not published before the application ended",
					this.executor.shutdownNow().size());
		}
	}

}
