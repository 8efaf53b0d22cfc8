package dev.concurrency.supervision;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a supervisor serves first when several events wait. */
class SerialQueueTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<SupervisorEvent> served = new ArrayList<>();

	private final SerialQueue<SupervisorEvent, SupervisorEvent.Rank> queue = new SerialQueue<>(this.tasks::add,
			SupervisorEvent.Rank.class, SupervisorEvent::rank, this.served::add);

	private final Child child = new MachineDriver(SupervisorSettings.defaults()).declare("child");

	@Test
	void shutdownOutranksExitsAndExitsOutrankCommands() {
		SupervisorEvent command = new SupervisorEvent.Terminate(this.child, new Request());
		SupervisorEvent exit = new SupervisorEvent.Exited(this.child, 1, null);
		SupervisorEvent stop = new SupervisorEvent.Stop(1);
		this.queue.add(command);
		this.queue.add(exit);
		this.queue.add(stop);
		this.tasks.remove().run();
		assertThat(this.served).containsExactly(stop, exit, command);
	}

	@Test
	void aFloodOfSpawnedOrAdoptedChildrenDelaysNeitherExitsNorAStop() {
		for (int i = 0; i < 10; i++) {
			this.queue.add(new SupervisorEvent.Spawn(this.child, new Request()));
			this.queue.add(new SupervisorEvent.Spawn(this.child, null));
		}
		SupervisorEvent exit = new SupervisorEvent.Exited(this.child, 1, null);
		SupervisorEvent stop = new SupervisorEvent.Stop(1);
		this.queue.add(exit);
		this.queue.add(stop);
		this.tasks.remove().run();
		assertThat(this.served).startsWith(stop, exit).hasSize(22);
	}

}
