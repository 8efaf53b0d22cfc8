package dev.concurrency.sink;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ThreadedIncarnation;
import dev.concurrency.queue.BoundedQueue;

/**
 * One queue of a sink with its drain: what outlives the incarnations and the one that is
 * current. The intake is the producers' side; the rest is the supervisor's, whose events
 * come one at a time, but for {@link #suspend()}, which a failing sibling calls too.
 *
 * @param <T> the type of an item
 */
final class Lane<T> {

	private final ProcessEnvironment environment;

	private final ProcessRecord record;

	private final String threadName;

	private final InstanceSource<SinkDrain<T>> drains;

	private final SinkHandlers<T> handlers;

	private final BoundedQueue<Object> queue;

	private final Backlog<T> backlog;

	private final FlushBarriers barriers;

	private final Intake<T> intake;

	private final SubscriberRoom subscriberRoom;

	// Null if the lane has not begun the incarnation of its sink.
	private volatile @Nullable Current<T> current;

	// Of the supervisor.
	private boolean hangs;

	Lane(ProcessEnvironment environment, ProcessRecord record, int number, InstanceSource<SinkDrain<T>> drains,
			SinkSettings settings, SinkHandlers<T> handlers, @Nullable WeightBound weights) {
		this.environment = environment;
		this.record = record;
		this.threadName = record.path().value() + ((settings.lanes() > 1) ? "-" + (number + 1) : "");
		this.drains = drains;
		this.handlers = handlers;
		this.queue = new BoundedQueue<>(settings.laneCapacity(number), settings.stripes());
		this.queue.close();
		this.subscriberRoom = new SubscriberRoom(this.queue, environment.contexts());
		if (weights != null) {
			weights.include(this.queue);
		}
		this.backlog = new Backlog<>(this.queue, weights, environment.contexts());
		this.barriers = new FlushBarriers(record.path(), environment.completions());
		this.intake = new Intake<>(this.queue, this.backlog, settings.overflow(), weights, handlers.weigher(), record,
				environment.undelivered());
	}

	Intake<T> intake() {
		return this.intake;
	}

	SubscriberRoom subscriberRoom() {
		return this.subscriberRoom;
	}

	Backlog<T> backlog() {
		return this.backlog;
	}

	FlushStage flush() {
		FlushStage flushed = this.barriers.add(this.queue.accepted());
		this.queue.wakeUp();
		return flushed;
	}

	/** Whoever was to be told of a failure by a flush has given up. */
	void notTold(Throwable failure) {
		this.barriers.notTold(failure);
	}

	/** Has the drain look again: settings or the pause have changed. */
	void wakeUp() {
		this.queue.wakeUp();
	}

	void start(Incarnation incarnation, Supplier<SinkSettings> settings, BooleanSupplier paused) {
		this.current = null;
		this.hangs = false;
		Object turn = new Object();
		CallDeadline deadline = new CallDeadline(this.environment.timer(), incarnation::hangs);
		GuardedDrain<T> drain = new GuardedDrain<>(this.record, this.environment, this.drains, this.handlers, deadline,
				() -> !this.backlog.isOwnedBy(turn));
		DrainLoop<T> loop = new DrainLoop<>(this.record.path().name(), this.environment.time(), this.queue,
				this.backlog, turn, this.barriers, drain, settings, paused);
		this.backlog.own(turn);
		this.barriers.open();
		this.queue.reopen();
		this.current = new Current<>(loop, ThreadedIncarnation.start(this.environment, this.record, this.threadName,
				loop, loop.section(), incarnation));
	}

	/** Ends the incarnation, if there is one, because another follows. */
	void suspend() {
		Current<T> ending = this.current;
		if (ending != null) {
			ending.loop.suspend();
			ending.thread.stop();
			ending.loop.interruptNeedlessInitialization();
			this.queue.wakeUp();
		}
	}

	/** A stop outranks a suspension: what can be written is. */
	void stop() {
		this.queue.close();
		Current<T> ending = this.current;
		if (ending != null) {
			// After the close: who is not suspended counts on that.
			ending.loop.resume();
			ending.thread.stop();
			ending.loop.interruptNeedlessInitialization();
			this.queue.wakeUp();
		}
	}

	void abort() {
		Current<T> ending = this.current;
		if (ending == null || !ending.loop.isSuspended()) {
			this.queue.close();
		}
		// Otherwise another incarnation follows, or leave() closes.
		if (ending != null) {
			ending.loop.abort();
			ending.thread.abort();
		}
	}

	/** Takes the lane away from a loop that hangs. Answers where, empty if none does. */
	String abandon() {
		this.backlog.seize();
		Current<T> left = this.current;
		String stack = (left != null) ? left.thread.stack() : "";
		this.hangs = !stack.isEmpty();
		if (left != null) {
			// A hook that began after the first interrupt has not seen it.
			left.thread.interrupt();
		}
		return stack;
	}

	/**
	 * The next incarnation waits for a thread that hangs, and with it what is queued:
	 * nothing is accepted meanwhile. Answers what the loop hangs in, if it is this one.
	 */
	List<T> leaveHanging(@Nullable Throwable cause) {
		this.queue.close();
		List<T> begun = this.hangs ? this.backlog.leaveBegun() : List.of();
		if (cause != null && !begun.isEmpty()) {
			this.barriers.failed(cause);
		}
		this.barriers.close();
		return begun;
	}

	/** No incarnation follows: nothing is accepted any more. Answers what is left. */
	Backlog.Left<T> leave() {
		this.queue.close();
		Backlog.Left<T> left = this.backlog.leave();
		this.barriers.close();
		return left;
	}

	private record Current<T>(DrainLoop<T> loop, ThreadedIncarnation thread) {
	}

}
