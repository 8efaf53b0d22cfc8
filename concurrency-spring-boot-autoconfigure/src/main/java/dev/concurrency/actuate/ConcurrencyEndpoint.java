package dev.concurrency.actuate;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessSnapshot;

/**
 * {@link Endpoint @Endpoint} that shows the supervision tree and each process in it.
 * Thread-safe; never blocks a process.
 */
@Endpoint(id = "concurrency", defaultAccess = Access.READ_ONLY)
public final class ConcurrencyEndpoint {

	private final ConcurrencyRuntime runtime;

	private final Show showMessages;

	private final Clock clock;

	/**
	 * An endpoint for a runtime.
	 * @param runtime owns the tree
	 * @param showMessages when to show the messages of exceptions; who comes by another
	 * way than the web counts as authorized
	 */
	public ConcurrencyEndpoint(ConcurrencyRuntime runtime, Show showMessages) {
		this(runtime, showMessages, Clock.systemUTC());
	}

	ConcurrencyEndpoint(ConcurrencyRuntime runtime, Show showMessages, Clock clock) {
		this.runtime = runtime;
		this.showMessages = showMessages;
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
	 * @param name its name within its supervisor
	 * @return the process with what is below it, null if there is none
	 */
	@ReadOperation
	public @Nullable ProcessDescriptor process(@Selector String kind, @Selector String name) {
		return process(kind, name, this.showMessages.isShown(true));
	}

	ConcurrencyDescriptor tree(boolean withMessages) {
		return descriptors(withMessages).tree(this.runtime.snapshot());
	}

	@Nullable ProcessDescriptor process(String kind, String name, boolean withMessages) {
		return find(kind, name).map(descriptors(withMessages)::alone).orElse(null);
	}

	/** The first one in the order of the tree: names are unique below one supervisor. */
	private Optional<ProcessSnapshot> find(String kind, String name) {
		List<ProcessSnapshot> found = new ArrayList<>();
		this.runtime.snapshot().traverse((process) -> {
			if (process.process().kind().label().equals(kind) && process.name().equals(name)) {
				found.add(process);
			}
		});
		return found.stream().findFirst();
	}

	private DescriptorFactory descriptors(boolean withMessages) {
		return new DescriptorFactory(this.clock.instant(), withMessages);
	}

}
