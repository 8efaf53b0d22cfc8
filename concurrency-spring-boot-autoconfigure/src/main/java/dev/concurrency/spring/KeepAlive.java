package dev.concurrency.spring;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;

/**
 * Keeps the JVM alive while one of the declared processes is: their threads are daemons,
 * so that none of them can keep a JVM from ending, and an application without a web
 * server would end as soon as it is up. Thread-safe.
 */
public final class KeepAlive implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(KeepAlive.class);

	private final ConcurrencyRuntime runtime;

	private volatile @Nullable Thread thread;

	/**
	 * Starts no thread yet.
	 * @param runtime has the processes
	 */
	public KeepAlive(ConcurrencyRuntime runtime) {
		this.runtime = runtime;
	}

	@Override
	public void start() {
		if (!isRunning() && !living().isEmpty()) {
			Thread keeper = new Thread(this::await, "concurrency-keep-alive");
			keeper.setDaemon(false);
			this.thread = keeper;
			keeper.start();
		}
	}

	/** A process that is restarted by an operator after its end counts again. */
	private void await() {
		for (List<BackgroundProcess> living = living(); !living.isEmpty(); living = living()) {
			CompletableFuture<?>[] ends = living.stream()
				.map((process) -> process.termination().handle((nothing, failure) -> process).toCompletableFuture())
				.toArray(CompletableFuture<?>[]::new);
			try {
				CompletableFuture.allOf(ends).get();
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (ExecutionException ex) {
				throw new CompletionException(ex);
			}
		}
		logger.debug("No process is left to keep the application alive");
	}

	private List<BackgroundProcess> living() {
		return this.runtime.processes()
			.stream()
			.map(ProcessView::path)
			.flatMap((path) -> this.runtime.directory().resolve(path, BackgroundProcess.class).stream())
			.filter((process) -> !(process.status() instanceof ProcessStatus.Created) && !process.status().isTerminal())
			.toList();
	}

	@Override
	public void stop() {
		Thread keeper = this.thread;
		if (keeper != null) {
			keeper.interrupt();
			this.thread = null;
		}
	}

	@Override
	public boolean isRunning() {
		Thread keeper = this.thread;
		return keeper != null && keeper.isAlive();
	}

	/** After the processes have started. */
	@Override
	public int getPhase() {
		return ConcurrencyLifecycle.PHASE + 1;
	}

}
