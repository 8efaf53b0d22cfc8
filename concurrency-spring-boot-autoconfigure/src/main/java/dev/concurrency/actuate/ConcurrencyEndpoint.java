package dev.concurrency.actuate;

import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.context.ApplicationEventPublisher;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessSnapshot;

/**
 * {@link Endpoint @Endpoint} that shows the supervision tree and each process in it, and
 * lets operators pause, stop, restart and tune them. Thread-safe; never blocks a process.
 * <p>
 * What is about one process are operations of the extensions, since the web and JMX say
 * in different ways which one is meant.
 */
@Endpoint(id = "concurrency", defaultAccess = Access.READ_ONLY)
public final class ConcurrencyEndpoint {

	/** How long an answer waits for what was asked for. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final ConcurrencyRuntime runtime;

	private final Show showMessages;

	private final EffectiveSettings settings;

	private final ProcessFinder finder;

	private final Operator operator;

	private final Clock clock;

	/**
	 * An endpoint for a runtime.
	 * @param runtime owns the tree
	 * @param showMessages when to show the messages of exceptions; who comes by another
	 * way than the web counts as authorized
	 * @param settings shows and changes the settings of processes
	 * @param publisher told of each operation
	 */
	public ConcurrencyEndpoint(ConcurrencyRuntime runtime, Show showMessages, EffectiveSettings settings,
			ApplicationEventPublisher publisher) {
		this(runtime, showMessages, settings, new Operator(runtime, settings, publisher, PATIENCE), Clock.systemUTC());
	}

	ConcurrencyEndpoint(ConcurrencyRuntime runtime, Show showMessages, EffectiveSettings settings, Operator operator,
			Clock clock) {
		this.runtime = runtime;
		this.showMessages = showMessages;
		this.settings = settings;
		this.finder = new ProcessFinder(runtime);
		this.operator = operator;
		this.clock = clock;
	}

	/**
	 * The whole tree.
	 * @return totals and the root with everything below it
	 */
	@ReadOperation
	public ConcurrencyDescriptor tree() {
		return tree(this.showMessages.isShown(true));
	}

	/**
	 * One process or supervisor.
	 * @param kind as in {@code sink}
	 * @param name its name if no other of its kind is called so, or its path below the
	 * root with colons for slashes
	 * @return the process with what is below it, also one that has ended and left the
	 * tree; null if there is none
	 * @throws IllegalArgumentException if several are called so
	 */
	public @Nullable ProcessDescriptor process(String kind, String name) {
		return process(kind, name, this.showMessages.isShown(true));
	}

	/**
	 * Does exactly one thing to a process: changes its state, has it act, or changes a
	 * setting.
	 * @param kind as in {@code sink}
	 * @param name as for {@link #process(String, String)}
	 * @param state {@code paused}, {@code running}, {@code stopped}, {@code restarted}
	 * @param action {@code flush} or {@code trigger}
	 * @param setting the key of a setting
	 * @param value its new value
	 * @return the process as it is afterwards, null if there is none
	 * @throws IllegalArgumentException if that is not exactly one operation, or makes no
	 * sense
	 * @throws IllegalStateException if it is not possible now, or failed
	 */
	public @Nullable ProcessDescriptor operate(String kind, String name, @Nullable String state,
			@Nullable String action, @Nullable String setting, @Nullable String value) {
		Outcome outcome = this.operator.operate(kind, name, Operation.members(state, action, setting, value), null);
		return switch (outcome.result()) {
			case DONE, UNDER_WAY -> process(kind, name);
			case UNKNOWN -> null;
			case INVALID -> throw new IllegalArgumentException(outcome.reason());
			case REFUSED, FAILED ->
				throw new IllegalStateException(outcome.reason(this.showMessages.isShown(true)), outcome.failure());
		};
	}

	Operator operator() {
		return this.operator;
	}

	ConcurrencyDescriptor tree(boolean withMessages) {
		return descriptors(withMessages).tree(this.runtime.snapshot());
	}

	@Nullable ProcessDescriptor process(String kind, String name, boolean withMessages) {
		ProcessSnapshot alive = this.finder.find(kind, name);
		ProcessSnapshot found = (alive != null) ? alive : this.finder.findTerminated(kind, name);
		if (found == null) {
			return null;
		}
		DescriptorFactory descriptors = descriptors(withMessages);
		return descriptors.alone(found,
				this.runtime.control(found.process().path()).map(this.settings::of).orElse(null),
				this.finder.terminatedBelow(found.process().path()));
	}

	private DescriptorFactory descriptors(boolean withMessages) {
		return new DescriptorFactory(this.clock.instant(), withMessages);
	}

}
