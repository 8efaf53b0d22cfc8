package dev.concurrency.supervision;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must hold of a supervisor, judged by what goes in and what comes out: it knows
 * nothing of the machine's notes.
 */
final class MachineModel {

	private final List<Child> order = new ArrayList<>();

	private final Map<Child, Life> lives = new HashMap<>();

	private final List<Child> spawned = new ArrayList<>();

	private final List<Child> forgotten = new ArrayList<>();

	private final Deque<Long> restarts = new ArrayDeque<>();

	private final SupervisorSettings settings;

	private boolean running;

	private boolean ready;

	private boolean stopping;

	private boolean aborting;

	MachineModel(SupervisorSettings settings) {
		this.settings = settings;
	}

	boolean isAlive(Child child) {
		return life(child).isAlive();
	}

	boolean isStarting(Child child) {
		return life(child) == Life.STARTING;
	}

	boolean isAsked(Child child) {
		return life(child) == Life.ASKED;
	}

	boolean isEnded() {
		return !this.running;
	}

	private Life life(Child child) {
		return this.lives.getOrDefault(child, Life.NONE);
	}

	void checkStarted() {
		assertThat(this.ready || this.stopping || !this.running).as("all who started are ready, so the start is over")
			.isTrue();
	}

	void checkStopGoesOn(List<Child> asked) {
		assertThat(asked).as("a stop that is not over waits for someone whom it has asked").isNotEmpty();
	}

	void check(SupervisorEvent event, List<SupervisorCommand> commands, long now) {
		before(event);
		for (SupervisorCommand command : commands) {
			check(command, now);
		}
		if (this.running && this.stopping) {
			assertThat(this.lives.values()).as("a supervisor without living children ends")
				.anyMatch((life) -> life != Life.NONE && life != Life.ENDED);
		}
	}

	private void before(SupervisorEvent event) {
		if (event instanceof SupervisorEvent.Start && !this.running) {
			this.running = true;
			this.ready = false;
			this.stopping = false;
			this.aborting = false;
			this.restarts.clear();
			this.lives.clear();
			this.order.removeAll(this.spawned);
			this.forgotten.addAll(this.spawned);
			this.spawned.clear();
		}
		else if (event instanceof SupervisorEvent.Stop) {
			this.stopping |= this.running;
		}
		else if (event instanceof SupervisorEvent.Abort) {
			this.stopping |= this.running;
			this.aborting |= this.running;
		}
		else if (event instanceof SupervisorEvent.Declare declare) {
			this.order.add(declare.child());
		}
		else if (event instanceof SupervisorEvent.Spawn spawn) {
			this.order.add(spawn.child());
			this.spawned.add(spawn.child());
		}
		else if (event instanceof SupervisorEvent.Exited exited && exited.incarnation() == exited.child().incarnation
				&& isAlive(exited.child())) {
			this.lives.put(exited.child(), Life.GONE);
		}
	}

	private void check(SupervisorCommand command, long now) {
		if (command instanceof SupervisorCommand.StartChild start) {
			assertThat(this.running && !this.stopping).as("nothing is started while stopping").isTrue();
			assertThat(this.forgotten).as("a spawned child lives in one run only").doesNotContain(start.child());
			assertThat(life(start.child())).as("one incarnation at a time")
				.isIn(Life.NONE, start.restart() ? Life.WAITING : Life.NONE);
			this.lives.put(start.child(), Life.STARTING);
		}
		else if (command instanceof SupervisorCommand.ReportReady ready) {
			assertThat(life(ready.child())).isEqualTo(Life.STARTING);
			this.lives.put(ready.child(), Life.RUNNING);
		}
		else if (command instanceof SupervisorCommand.ReportFailure failure) {
			assertThat(life(failure.child())).isEqualTo(Life.GONE);
		}
		else if (command instanceof SupervisorCommand.ReportRestart restart) {
			assertThat(this.stopping).as("nothing is restarted while stopping").isFalse();
			charge(now);
			this.lives.put(restart.child(), Life.WAITING);
		}
		else if (command instanceof SupervisorCommand.EndChild end) {
			end(end);
		}
		else if (command instanceof SupervisorCommand.StopChild stop) {
			stop(stop);
		}
		else if (command instanceof SupervisorCommand.AbortChild abort) {
			assertThat(isAlive(abort.child())).isTrue();
			this.lives.put(abort.child(), Life.ASKED);
		}
		else if (command instanceof SupervisorCommand.AbandonChild abandon) {
			assertThat(life(abandon.child())).isEqualTo(Life.ASKED);
			this.lives.put(abandon.child(), Life.GONE);
		}
		else if (command instanceof SupervisorCommand.SelfReady) {
			assertThat(this.ready || this.stopping).as("ready once").isFalse();
			assertThat(this.order).noneMatch((child) -> life(child) == Life.NONE);
			this.ready = true;
		}
		else if (command instanceof SupervisorCommand.SelfEnded) {
			assertThat(this.running).as("ended once").isTrue();
			assertThat(this.lives.values()).as("ended after all children")
				.allMatch((life) -> life == Life.NONE || life == Life.ENDED);
			this.running = false;
		}
	}

	private void charge(long now) {
		long period = this.settings.restarts().period().toNanos();
		this.restarts.removeIf((at) -> now - at >= period);
		this.restarts.add(now);
		assertThat(this.restarts).as("restarts in the window")
			.hasSizeLessThanOrEqualTo(this.settings.restarts().maxRestarts());
	}

	private void stop(SupervisorCommand.StopChild stop) {
		// Also a start or a budget that failed is a stop.
		this.stopping = true;
		assertThat(isAlive(stop.child()) && !isAsked(stop.child())).as("asked once, while it lives").isTrue();
		if (this.settings.stopOrder() == StopOrder.SEQUENTIAL && !this.aborting) {
			assertThat(this.order.subList(this.order.indexOf(stop.child()) + 1, this.order.size()))
				.as("those after it have ended")
				.allMatch((later) -> life(later) == Life.NONE || life(later) == Life.ENDED);
		}
		this.lives.put(stop.child(), Life.ASKED);
	}

	private void end(SupervisorCommand.EndChild end) {
		Life life = life(end.child());
		assertThat(life).as("ends once, when nothing of it runs").isNotEqualTo(Life.ENDED);
		assertThat(life.isAlive()).as("ends when nothing of it runs").isFalse();
		this.lives.put(end.child(), Life.ENDED);
	}

	/** Where a child is in its life, in this run of its supervisor. */
	enum Life {

		NONE, STARTING, RUNNING, ASKED, GONE, WAITING, ENDED;

		boolean isAlive() {
			return this == STARTING || this == RUNNING || this == ASKED;
		}

	}

}
