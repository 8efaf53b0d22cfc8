package dev.concurrency.spring;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessListener;

/**
 * Keeps the JVM alive while a process is, be it declared or spawned: their threads are
 * daemons, so that none of them can keep a JVM from ending, and an application without a
 * web server would end as soon as it is up. Thread-safe.
 * <p>
 * A thread waits, at first for the end of the one that has started the context: that runs
 * what spawns and starts once the context is up, runners for example, and may have ended
 * before a supervisor has heard of it. Then it waits until nothing lives, and gives up
 * its place before it looks for the last time. So a process that starts either finds the
 * place empty, and has a new thread made, or is found. A stop says so before it empties
 * the place, and who has taken the place looks whether it was said: one of them sees the
 * other.
 */
public final class KeepAlive implements SmartLifecycle, ProcessListener {

	private static final Logger logger = LoggerFactory.getLogger(KeepAlive.class);

	private final LivingProcesses living;

	private final AtomicReference<@Nullable Thread> keeper = new AtomicReference<>();

	private volatile boolean running;

	/**
	 * Starts no thread yet.
	 * @param runtime has the processes
	 */
	public KeepAlive(ConcurrencyRuntime runtime) {
		this.living = new LivingProcesses(runtime);
	}

	@Override
	public void start() {
		this.running = true;
		Thread starter = Thread.currentThread();
		keep(() -> {
			// A daemon may live for as long as the JVM does.
			if (!starter.isDaemon()) {
				starter.join();
			}
			this.living.awaitEnd();
		});
	}

	@Override
	public void onEvent(ProcessEvent event) {
		if (event instanceof ProcessEvent.Started && event.process().kind() != ProcessKind.SUPERVISOR) {
			keep(this.living::awaitEnd);
		}
	}

	private void keep(Wait first) {
		if (this.running && this.keeper.get() == null) {
			Thread thread = new Thread(() -> await(first), "concurrency-keep-alive");
			thread.setDaemon(false);
			if (this.keeper.compareAndSet(null, thread)) {
				thread.start();
			}
		}
	}

	private void await(Wait first) {
		Thread self = Thread.currentThread();
		try {
			Wait wait = first;
			do {
				// A stop that came before this has taken the place interrupts nobody.
				if (this.running) {
					wait.await();
				}
				wait = this.living::awaitEnd;
			}
			while (this.keeper.compareAndSet(self, null) && this.running && this.living.exist()
					&& this.keeper.compareAndSet(null, self));
			logger.debug("No process is left to keep the application alive");
		}
		catch (InterruptedException ex) {
			logger.debug("The application is not kept alive any more");
		}
	}

	@Override
	public void stop() {
		this.running = false;
		Thread thread = this.keeper.getAndSet(null);
		if (thread != null) {
			thread.interrupt();
		}
	}

	/** Also while nothing lives: something may start. */
	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** After the processes have started. */
	@Override
	public int getPhase() {
		return ConcurrencyLifecycle.PHASE + 1;
	}

	/** What the thread does first. */
	@FunctionalInterface
	private interface Wait {

		void await() throws InterruptedException;

	}

}
