package dev.concurrency.test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;

/**
 * The threads that processes of a stepped runtime own, and when they have nothing to do.
 * Thread-safe.
 * <p>
 * A drain that waits for time says so to {@link ManualTime}, and whoever gives it work
 * unparks it. Whether that has happened cannot be seen: so a drain is woken, once it
 * waits, and has nothing to do if it waits again after that.
 */
final class OwnThreads implements ThreadFactory {

	/** So long, in real time, code of the user's may take before the test fails. */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

	private static final int SPINS = 100;

	private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private final ManualTime time;

	OwnThreads(ManualTime time) {
		this.time = time;
	}

	@Override
	public Thread newThread(Runnable task) {
		Thread thread = new Thread(task, "concurrency");
		thread.setDaemon(true);
		this.threads.add(thread);
		return thread;
	}

	/**
	 * Waits until each has done what it can do now, apart from loops of the user's own,
	 * of which only they know it.
	 * @param tree looks at the processes
	 * @throws AssertionError if one takes too long
	 */
	void settle(Supplier<ProcessSnapshot> tree) {
		this.threads.removeIf((thread) -> thread.getState() == Thread.State.TERMINATED);
		if (this.threads.isEmpty()) {
			return;
		}
		Map<String, ProcessKind> kinds = new HashMap<>();
		tree.get().traverse((process) -> kinds.put(process.process().path().value(), process.process().kind()));
		for (Thread thread : this.threads) {
			ProcessKind kind = kinds.get(thread.getName());
			if (kind == ProcessKind.ACTOR) {
				until(thread, () -> isOver(thread) || !isBusy(tree.get(), thread.getName()));
			}
			else if (kind != ProcessKind.PROCESS) {
				settle(thread);
			}
		}
	}

	private void settle(Thread thread) {
		until(thread, () -> isOver(thread) || this.time.waitOf(thread) >= 0);
		long before = this.time.waitOf(thread);
		LockSupport.unpark(thread);
		until(thread, () -> isOver(thread) || this.time.waitOf(thread) > before);
	}

	private static boolean isOver(Thread thread) {
		Thread.State state = thread.getState();
		return state == Thread.State.TERMINATED || state == Thread.State.NEW;
	}

	/** Of an actor with a thread of its own. */
	private static boolean isBusy(ProcessSnapshot tree, String path) {
		ProcessSnapshot actor = find(tree, path);
		if (actor == null) {
			return false;
		}
		ProcessStatus status = actor.status();
		return status instanceof ProcessStatus.Starting || status instanceof ProcessStatus.Processing
				|| (status.isUp() && actor.details().waiting() > 0);
	}

	private static @Nullable ProcessSnapshot find(ProcessSnapshot process, String path) {
		if (process.process().path().value().equals(path)) {
			return process;
		}
		for (ProcessSnapshot child : process.children()) {
			ProcessSnapshot found = find(child, path);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private static void until(Thread thread, BooleanSupplier condition) {
		long begun = System.nanoTime();
		for (int i = 0; !condition.getAsBoolean(); i++) {
			if (System.nanoTime() - begun > PATIENCE_NANOS) {
				throw new AssertionError(thread.getName() + " has been at work for "
						+ TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " s: " + where(thread));
			}
			if (i < SPINS) {
				Thread.onSpinWait();
			}
			else {
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
	}

	/** Where it is, one frame a line. */
	private static String where(Thread thread) {
		StringBuilder frames = new StringBuilder(thread.getState().toString());
		for (StackTraceElement frame : thread.getStackTrace()) {
			frames.append(System.lineSeparator()).append("\tat ").append(frame);
		}
		return frames.toString();
	}

}
