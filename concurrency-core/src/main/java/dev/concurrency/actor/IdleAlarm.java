package dev.concurrency.actor;

import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Timer;

/**
 * Tells one actor that no message came for a while, again and again until it is cut.
 * Thread-safe; one timeout is set at a time.
 */
final class IdleAlarm implements Tied {

	private final ActorCell<?> cell;

	private final Activity activity;

	private final long interval;

	private final Timer timer;

	private volatile Timer.@Nullable Timeout timeout;

	private volatile boolean cut;

	IdleAlarm(ActorCell<?> cell, Activity activity, long interval, Timer timer) {
		this.cell = cell;
		this.activity = activity;
		this.interval = interval;
		this.timer = timer;
	}

	void start() {
		again(this.interval);
	}

	private void again(long nanos) {
		try {
			Timer.Timeout armed = this.timer.schedule(nanos, this::look);
			this.timeout = armed;
			if (this.cut) {
				armed.cancel();
			}
		}
		catch (RejectedExecutionException ex) {
			// The runtime is closed: the actor has ended, or is about to.
			this.cut = true;
		}
	}

	private void look() {
		long idle = this.activity.idleNanos();
		if (idle >= this.interval) {
			this.cell.idle(false, true, () -> this.activity.idleNanos() >= this.interval);
			again(this.interval);
		}
		else {
			again(this.interval - idle);
		}
	}

	@Override
	public void cut() {
		this.cut = true;
		Timer.Timeout armed = this.timeout;
		if (armed != null) {
			armed.cancel();
		}
	}

}
