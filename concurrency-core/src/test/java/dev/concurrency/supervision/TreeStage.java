package dev.concurrency.supervision;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.Shutdown;
import dev.concurrency.supervision.SupervisorSettings.Escalation;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.fail;

/**
 * Where a history of a tree is played: machines of two or three levels, wired as
 * {@link Supervisor} wires them. What one machine says of itself is an event of the one
 * above, whose commands are events of the one below. Checks what must hold over the
 * levels. Not thread-safe.
 */
final class TreeStage {

	private static final int MAX_ROUNDS = 10_000;

	private final PriorityQueue<Due> due = new PriorityQueue<>(
			Comparator.comparingLong(Due::at).thenComparingLong(Due::number));

	private final Queue<Message> messages = new ArrayDeque<>();

	private final Map<Child, Branch> branches = new HashMap<>();

	private final Map<Child, Leaf> leaves = new HashMap<>();

	private final List<Branch> all = new ArrayList<>();

	private final List<Leaf> allLeaves = new ArrayList<>();

	private final @Nullable StringBuilder text;

	private final SplittableRandom random;

	private final Branch root;

	private long now;

	private long numbers;

	private long places;

	private boolean ended = true;

	TreeStage(SplittableRandom random, @Nullable StringBuilder text) {
		this.random = random;
		this.text = text;
		this.root = branch(null, ProcessPath.ROOT);
		grow(this.root, 1);
		if (text != null) {
			this.all.forEach((branch) -> text.append(branch.path + " " + branch.settings + '\n'));
		}
		drain();
	}

	// The tree.

	private void grow(Branch parent, int level) {
		for (int i = 1 + this.random.nextInt(3); i > 0; i--) {
			boolean deeper = level < 3 && (level == 1 || this.random.nextInt(3) == 0);
			Child child = child(parent, deeper && this.random.nextInt(4) != 0, false);
			this.messages.add(new Message(parent, new SupervisorEvent.Declare(child)));
			Branch below = this.branches.get(child);
			if (below != null) {
				grow(below, level + 1);
			}
		}
	}

	private Child child(Branch parent, boolean supervisor, boolean spawned) {
		ProcessKind kind = supervisor ? ProcessKind.SUPERVISOR : ProcessKind.SINK;
		ProcessPath path = parent.path.child("c" + this.places);
		Child child = new Child(new FakeChild(kind, path), spec(parent, kind), this.places++, spawned);
		if (supervisor) {
			Branch branch = branch(child, path);
			branch.parent = parent;
			this.branches.put(child, branch);
		}
		else {
			Leaf leaf = new Leaf(child, parent);
			this.leaves.put(child, leaf);
			this.allLeaves.add(leaf);
		}
		return child;
	}

	private ChildSpec spec(Branch parent, ProcessKind kind) {
		RestartType restart = oneOf(RestartType.values());
		boolean significant = restart != RestartType.PERMANENT && parent.settings.autoShutdown() != AutoShutdown.NEVER
				&& this.random.nextBoolean();
		Shutdown shutdown = (this.random.nextInt(6) == 0) ? new Shutdown.Brutal() : (kind == ProcessKind.SUPERVISOR)
				? new Shutdown.Infinite() : Shutdown.within(Duration.ofMillis(this.random.nextInt(4000)));
		Duration init = (this.random.nextInt(4) != 0) ? Durations.MAX : Duration.ofSeconds(2);
		return new ChildSpec(restart, shutdown, significant, init, null, true);
	}

	private Branch branch(@Nullable Child child, ProcessPath path) {
		RestartStrategy strategy = oneOf(new RestartStrategy[] { RestartStrategy.ONE_FOR_ONE,
				RestartStrategy.ONE_FOR_ALL, RestartStrategy.REST_FOR_ONE });
		Escalation escalation = (child != null || strategy.isGroup()) ? Escalation.FAIL : oneOf(Escalation.values());
		AutoShutdown automatic = (this.random.nextInt(3) == 0) ? oneOf(AutoShutdown.values()) : AutoShutdown.NEVER;
		Backoff backoff = this.random.nextBoolean() ? Backoff.NONE
				: new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), 2, 0.2, Duration.ofSeconds(8));
		// That a stop begins is seen from its timer.
		Duration budget = this.random.nextBoolean() ? Duration.ofDays(1) : Duration.ofSeconds(3);
		Branch branch = new Branch(child, path,
				new SupervisorSettings(strategy,
						new RestartPolicy(this.random.nextInt(4), Duration.ofSeconds(20), backoff),
						oneOf(ChildOrder.values()), oneOf(ChildOrder.values()), automatic, budget, escalation));
		this.all.add(branch);
		return branch;
	}

	private <T> T oneOf(T[] values) {
		return values[this.random.nextInt(values.length)];
	}

	// What happens.

	void play(TreeHistory.Step step) {
		SplittableRandom how = new SplittableRandom(step.how());
		switch (step.what()) {
			case START -> start();
			case READY -> with(step, (leaf) -> leaf.starting,
					(leaf) -> say(leaf, new SupervisorEvent.Ready(leaf.child, leaf.incarnation)));
			case EXIT -> with(step, (leaf) -> leaf.thread && !leaf.abandoned, (leaf) -> exit(leaf, cause(how)));
			case RETURN -> with(step, (leaf) -> leaf.abandoned, (leaf) -> exit(leaf, cause(how)));
			case HANG -> with(step, (leaf) -> leaf.thread && !leaf.starting, (leaf) -> say(leaf,
					new SupervisorEvent.Hangs(leaf.child, leaf.incarnation, new TimeoutException())));
			case ADVANCE -> advance(Duration.ofMillis(how.nextInt(5000)));
			case SPAWN -> spawn(step, how);
			case TERMINATE -> operate(step, new Request(), true);
			case RESTART -> operate(step, new Request(), false);
			case STOP -> tell(this.root, new SupervisorEvent.Stop(this.root.run));
			case ABORT -> tell(this.root, new SupervisorEvent.Abort(this.root.run));
			case END -> end(how);
		}
	}

	private void start() {
		if (this.ended) {
			this.ended = false;
			startBranch(this.root, 0);
			drain();
		}
	}

	private void with(TreeHistory.Step step, Predicate<Leaf> which, Consumer<Leaf> action) {
		List<Leaf> candidates = this.allLeaves.stream().filter(which).toList();
		if (!candidates.isEmpty()) {
			action.accept(candidates.get(step.whom() % candidates.size()));
		}
	}

	private void spawn(TreeHistory.Step step, SplittableRandom how) {
		Branch parent = this.all.get(step.whom() % this.all.size());
		Child child = child(parent, false, true);
		tell(parent, new SupervisorEvent.Spawn(child, how.nextBoolean() ? new Request() : null));
	}

	private void operate(TreeHistory.Step step, Request request, boolean terminate) {
		List<Child> children = new ArrayList<>(this.branches.keySet());
		children.addAll(this.leaves.keySet());
		children.sort(Comparator.comparingLong(Child::place));
		Child child = children.get(step.whom() % children.size());
		Leaf leaf = this.leaves.get(child);
		Branch parent = (leaf != null) ? leaf.parent : this.branches.get(child).parent;
		if (parent != null) {
			tell(parent, terminate ? new SupervisorEvent.Terminate(child, request)
					: new SupervisorEvent.Restart(child, request));
		}
	}

	private static @Nullable Throwable cause(SplittableRandom how) {
		return switch (how.nextInt(12)) {
			case 0, 1, 2 -> null;
			case 3 -> new OutOfMemoryError();
			default -> new IllegalStateException();
		};
	}

	private void exit(Leaf leaf, @Nullable Throwable cause) {
		leaf.thread = false;
		leaf.starting = false;
		leaf.abandoned = false;
		say(leaf, new SupervisorEvent.Exited(leaf.child, leaf.incarnation, cause));
	}

	private void say(Leaf leaf, SupervisorEvent event) {
		leaf.starting &= !(event instanceof SupervisorEvent.Ready);
		tell(leaf.parent, event);
	}

	private void tell(Branch branch, SupervisorEvent event) {
		this.messages.add(new Message(branch, event));
		drain();
	}

	private void advance(Duration duration) {
		long target = this.now + duration.toNanos();
		for (Due next = this.due.peek(); next != null && next.at <= target; next = this.due.peek()) {
			this.due.remove();
			this.now = next.at;
			tell(next.branch, next.event);
		}
		this.now = target;
	}

	/** Whatever happened: a stop of the root comes to an end, and then nothing starts. */
	private void end(SplittableRandom how) {
		if (this.ended) {
			return;
		}
		tell(this.root, (how.nextInt(4) == 0) ? new SupervisorEvent.Abort(this.root.run)
				: new SupervisorEvent.Stop(this.root.run));
		for (int round = 0; !this.ended; round++) {
			List<Leaf> asked = this.allLeaves.stream()
				.filter((leaf) -> leaf.asked && leaf.thread && !leaf.abandoned)
				.toList();
			if (!asked.isEmpty() && how.nextInt(3) != 0) {
				exit(asked.get(how.nextInt(asked.size())), cause(how));
			}
			else {
				advance(Duration.ofSeconds(1));
			}
			check(round < MAX_ROUNDS, "a stop of the root ends");
		}
		advance(Duration.ofDays(2));
	}

	// How the machines are wired.

	private void drain() {
		for (Message next = this.messages.poll(); next != null; next = this.messages.poll()) {
			handle(next.branch, next.event);
		}
	}

	private void handle(Branch branch, SupervisorEvent event) {
		boolean wasStopping = branch.stopping;
		long performed = branch.machine.restartsPerformed();
		List<SupervisorCommand> commands = branch.machine.on(event, this.now);
		if (this.text != null) {
			this.text.append(this.now / 1_000_000 + " ms: " + branch.path + ' ' + event + "\n    -> "
					+ commands.stream().map(MachineDriver::word).toList() + '\n');
		}
		if (event instanceof SupervisorEvent.Exited exited) {
			exitedBelow(branch, exited, commands, wasStopping);
		}
		commands.forEach((command) -> carryOut(branch, command));
		charge(branch, branch.machine.restartsPerformed() - performed);
	}

	/** An end of a supervisor reaches the one above it: its aborts, and its failure. */
	private void exitedBelow(Branch branch, SupervisorEvent.Exited exited, List<SupervisorCommand> commands,
			boolean wasStopping) {
		Branch below = this.branches.get(exited.child());
		if (below == null) {
			return;
		}
		Throwable cause = exited.cause();
		boolean brutal = exited.child().isBrutal();
		if (wasStopping && below.asked && !brutal) {
			branch.aborts += SupervisionException.ShutdownTimedOut.abortedIn(cause);
		}
		else if (cause != null) {
			branch.inherited.put(cause, SupervisionException.ShutdownTimedOut.abortedIn(cause));
		}
		boolean abnormal = cause != null && !(cause instanceof SupervisionException.SignificantEnded);
		if (abnormal && !wasStopping && !below.asked) {
			check(commands.stream()
				.anyMatch((command) -> command instanceof SupervisorCommand.ReportFailure failure
						&& failure.child() == exited.child() && failure.cause() == cause),
					"the failure of %s climbs", below.path);
		}
		below.asked = false;
	}

	private void carryOut(Branch branch, SupervisorCommand command) {
		if (command instanceof SupervisorCommand.StartChild start) {
			start(branch, start);
		}
		else if (command instanceof SupervisorCommand.StopChild stop) {
			ask(stop.child(), false);
		}
		else if (command instanceof SupervisorCommand.SuspendChild suspend) {
			ask(suspend.child(), false);
		}
		else if (command instanceof SupervisorCommand.AbortChild abort) {
			ask(abort.child(), true);
			branch.aborts += (branch.stopping && !abort.child().isSupervisor() && !abort.child().isBrutal()) ? 1 : 0;
		}
		else if (command instanceof SupervisorCommand.AbandonChild abandon) {
			Leaf leaf = this.leaves.get(abandon.child());
			check(leaf != null && leaf.thread, "%s hangs and is abandoned", abandon.child());
			leaf.abandoned = true;
			leaf.starting = false;
		}
		else if (command instanceof SupervisorCommand.EndChild end) {
			check(branch.owed.remove(end.child()) || end.child().incarnation == 0, "%s ends once", end.child());
			this.messages.add(new Message(branch, new SupervisorEvent.Settled(end.child(), end.child().incarnation)));
		}
		else if (command instanceof SupervisorCommand.ReportEnded end) {
			this.messages.add(new Message(branch, new SupervisorEvent.Settled(end.child(), end.child().incarnation)));
		}
		else if (command instanceof SupervisorCommand.ReportGaveUp gaveUp) {
			branch.gaveUp |= branch.settings.onExceeded() == Escalation.FAIL;
			check(gaveUp.cause() instanceof VirtualMachineError || branch.budgetUsed() >= branch.max(),
					"%s gives up when its restarts are used up", branch.path);
		}
		else if (command instanceof SupervisorCommand.Schedule schedule) {
			branch.stopping |= schedule.event() instanceof SupervisorEvent.BudgetDue;
			long at = this.now + schedule.delayNanos();
			this.due.add(new Due((at < this.now) ? Long.MAX_VALUE : at, this.numbers++, branch, schedule.event()));
		}
		else if (command instanceof SupervisorCommand.SelfReady && branch.child != null) {
			up(branch, new SupervisorEvent.Ready(branch.child, branch.incarnation));
		}
		else if (command instanceof SupervisorCommand.SelfEnded self) {
			ended(branch, self.cause());
		}
	}

	private void start(Branch branch, SupervisorCommand.StartChild start) {
		Child child = start.child();
		check(branch.alive && !branch.stopping, "%s starts nothing unless it runs", branch.path);
		for (Branch above = branch; above != null; above = above.parent) {
			check(above.alive, "%s starts below %s, which runs", child, above.path);
		}
		branch.owed.add(child);
		Branch below = this.branches.get(child);
		if (below != null) {
			check(!below.alive, "one run of %s at a time", below.path);
			startBranch(below, start.incarnation());
			return;
		}
		Leaf leaf = leaf(child);
		check(!leaf.thread, "one incarnation of %s at a time", child);
		leaf.thread = true;
		leaf.starting = true;
		leaf.asked = false;
		leaf.incarnation = start.incarnation();
	}

	private Leaf leaf(Child child) {
		Leaf leaf = this.leaves.get(child);
		if (leaf == null) {
			throw new IllegalStateException(child + " is unknown");
		}
		return leaf;
	}

	private void startBranch(Branch branch, long incarnation) {
		branch.begin(incarnation);
		this.messages.add(new Message(branch, new SupervisorEvent.Start(branch.run)));
	}

	private void ask(Child child, boolean abort) {
		Branch below = this.branches.get(child);
		if (below == null) {
			Leaf leaf = leaf(child);
			check(leaf.thread && !leaf.abandoned, "%s is asked while it lives", child);
			leaf.asked = true;
			return;
		}
		below.asked = true;
		this.messages.add(
				new Message(below, abort ? new SupervisorEvent.Abort(below.run) : new SupervisorEvent.Stop(below.run)));
	}

	private void up(Branch branch, SupervisorEvent event) {
		Branch parent = branch.parent;
		if (parent != null) {
			this.messages.add(new Message(parent, event));
		}
	}

	private void ended(Branch branch, @Nullable Throwable cause) {
		check(branch.alive, "%s ends once in a run", branch.path);
		branch.alive = false;
		this.allLeaves.stream().filter((leaf) -> leaf.isBelow(branch)).forEach((leaf) -> {
			check(!leaf.thread || leaf.abandoned, "%s ends before %s", leaf.child, branch.path);
		});
		this.all.stream().filter((other) -> other.parent == branch).forEach((below) -> {
			check(!below.alive, "%s ends before %s", below.path, branch.path);
		});
		check(branch.owed.isEmpty(), "all that was started below %s has ended: %s", branch.path, branch.owed);
		int told = SupervisionException.ShutdownTimedOut.abortedIn(cause);
		// A failure that climbs as it is brings what it has told of before.
		int expected = branch.aborts + branch.inherited.getOrDefault(cause, 0);
		check(told == expected, "%s was to tell of %s aborts, not of %s", branch.path, expected, told);
		check(!branch.gaveUp || (cause != null && !(cause instanceof SupervisionException.ShutdownTimedOut)),
				"%s gave up and fails, not by %s", branch.path, cause);
		if (branch.child != null) {
			up(branch, new SupervisorEvent.Exited(branch.child, branch.incarnation, cause));
		}
		else {
			this.ended = true;
		}
	}

	private void charge(Branch branch, long more) {
		check(more == 0 || more == 1, "one restart at a time");
		if (more == 1) {
			branch.charges.add(this.now);
		}
		long period = branch.settings.restarts().period().toNanos();
		branch.charges.removeIf((at) -> this.now - at >= period);
		check(branch.budgetUsed() <= branch.max(), "%s restarts at most %s times in its period", branch.path,
				branch.max());
	}

	private static void check(boolean holds, String what, @Nullable Object... about) {
		if (!holds) {
			fail(what, about);
		}
	}

	private record Message(Branch branch, SupervisorEvent event) {
	}

	private record Due(long at, long number, Branch branch, SupervisorEvent event) {
	}

	/** A supervisor. */
	private static final class Branch {

		private final Deque<Long> charges = new ArrayDeque<>();

		private final Set<Child> owed = new LinkedHashSet<>();

		private final IdentityHashMap<@Nullable Throwable, Integer> inherited = new IdentityHashMap<>();

		private final @Nullable Child child;

		private final ProcessPath path;

		private final SupervisorSettings settings;

		private final SupervisorMachine machine;

		private @Nullable Branch parent;

		private long run;

		private long incarnation;

		private boolean alive;

		private boolean asked;

		private boolean stopping;

		private boolean gaveUp;

		private int aborts;

		Branch(@Nullable Child child, ProcessPath path, SupervisorSettings settings) {
			this.child = child;
			this.path = path;
			this.settings = settings;
			this.machine = new SupervisorMachine(path, settings, () -> 0.5);
		}

		void begin(long newIncarnation) {
			this.incarnation = newIncarnation;
			this.run++;
			this.alive = true;
			this.asked = false;
			this.stopping = false;
			this.gaveUp = false;
			this.aborts = 0;
			this.charges.clear();
			this.owed.clear();
			this.inherited.clear();
		}

		int max() {
			return this.settings.restarts().maxRestarts();
		}

		int budgetUsed() {
			return this.charges.size();
		}

	}

	/** A process. */
	private static final class Leaf {

		private final Child child;

		private final Branch parent;

		private long incarnation;

		private boolean thread;

		private boolean starting;

		private boolean asked;

		private boolean abandoned;

		Leaf(Child child, Branch parent) {
			this.child = child;
			this.parent = parent;
		}

		boolean isBelow(Branch branch) {
			Branch above = this.parent;
			while (above != null && above != branch) {
				above = above.parent;
			}
			return above == branch;
		}

	}

}
