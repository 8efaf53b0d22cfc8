package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.time.Backoff;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * The settings under {@code concurrency}. Immutable; null means that a shared
 * configuration or the core decides.
 * <p>
 * Lazy, since what needs them has what {@link SettingsResolver} was bound to: the bean is
 * for who lists all such properties.
 *
 * @param enabled Whether processes are made of beans at all.
 * @param autoStartup Whether the application context starts the processes.
 * @param shutdownTimeout How long the whole stop may take before what still runs is
 * interrupted; what ignores that too is waited for up to 5s more. Default:
 * spring.lifecycle.timeout-per-shutdown-phase.
 * @param gracePeriod After how long whoever stops the JVM kills it, as Kubernetes does
 * after terminationGracePeriodSeconds. Only for a warning at the start. Default: nobody
 * does.
 * @param keepAlive Whether an application without a web server stays up while one of its
 * processes is alive.
 * @param propagateContext Whether the context of the thread that pushes, tells or
 * submits, such as its trace, goes with the work.
 * @param onGiveUp What follows when a part of the tree has used up its restarts and stays
 * down, unless a GiveUpHandler bean decides.
 * @param restarts How often and how fast failed processes are started again.
 * @param executors The pools that processes share.
 * @param watchdog Who tells which call of the application's code takes too long.
 * @param console The page that the endpoint shows to browsers.
 * @param sinks Bounded queues with a background drain.
 * @param boundaries Keyed tasks behind limits on how many run and how many wait.
 * @param workers Periodic tasks.
 * @param actors State behind a bounded mailbox, alone or in groups.
 * @param processes Loops of the application's own.
 * @param supervisors Supervisors that hold processes of any kind.
 */
@Lazy
@ConfigurationProperties(prefix = ConcurrencyProperties.PREFIX, ignoreUnknownFields = false)
record ConcurrencyProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean autoStartup,
		@Nullable Duration shutdownTimeout, @Nullable Duration gracePeriod, @DefaultValue("true") boolean keepAlive,
		@DefaultValue("false") boolean propagateContext, @DefaultValue("none") OnGiveUp onGiveUp,
		@DefaultValue Restarts restarts, @DefaultValue Executors executors, @DefaultValue Watchdog watchdog,
		@DefaultValue Console console, @DefaultValue Sinks sinks, @DefaultValue Boundaries boundaries,
		@DefaultValue Workers workers, @DefaultValue Actors actors, @DefaultValue Processes processes,
		@DefaultValue Supervisors supervisors) {

	static final String PREFIX = "concurrency";

	/**
	 * Binds by hand, for the registrar: it runs before the placeholders of the context
	 * are configured, on which the usual binding relies.
	 */
	static ConcurrencyProperties bind(Environment environment) {
		return Binder.get(environment)
			.bindOrCreate(PREFIX, Bindable.of(ConcurrencyProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
	}

	/**
	 * How often and how fast failed processes are started again.
	 *
	 * @param maxRestarts How many restarts are allowed within the period.
	 * @param period The sliding window in which restarts count.
	 * @param backoff How long to wait before a restart.
	 */
	record Restarts(@Nullable Integer maxRestarts, @Nullable Duration period, @DefaultValue Wait backoff) {

		RestartPolicy toPolicy() {
			return new RestartPolicy(or(this.maxRestarts, RestartPolicy.DEFAULT.maxRestarts()),
					or(this.period, RestartPolicy.DEFAULT.period()), this.backoff.toBackoff());
		}

	}

	/**
	 * How long to wait before a restart.
	 *
	 * @param min The wait before the first restart in a row.
	 * @param max The longest wait, jitter included.
	 * @param factor By how much the wait grows with each restart in a row.
	 * @param jitter The share of a wait that is left to chance, from 0 to 1.
	 * @param resetAfter How long a process must run before its restarts count from one
	 * again.
	 */
	record Wait(@Nullable Duration min, @Nullable Duration max, @Nullable Double factor, @Nullable Double jitter,
			@Nullable Duration resetAfter) {

		static final Wait NONE = new Wait(null, null, null, null, null);

		Wait orElse(Wait other) {
			return new Wait(first(this.min, other.min), first(this.max, other.max), first(this.factor, other.factor),
					first(this.jitter, other.jitter), first(this.resetAfter, other.resetAfter));
		}

		Backoff toBackoff() {
			return new Backoff(or(this.min, Backoff.DEFAULT.min()), or(this.max, Backoff.DEFAULT.max()),
					or(this.factor, Backoff.DEFAULT.factor()), or(this.jitter, Backoff.DEFAULT.jitter()),
					or(this.resetAfter, Backoff.DEFAULT.resetAfter()));
		}

	}

	/**
	 * The pools that processes share.
	 *
	 * @param blocking For what may block: ticks, the hooks of workers and actors, and the
	 * tasks of boundaries.
	 * @param cpu For computations: the tasks of boundaries with that pool.
	 */
	record Executors(@DefaultValue Pool blocking, @DefaultValue Pool cpu) {

		ConcurrencyRuntimeBuilder applyBlocking(ConcurrencyRuntimeBuilder builder) {
			return builder.blockingPool(or(this.blocking.size, ConcurrencyRuntimeBuilder.DEFAULT_BLOCKING_SIZE),
					or(this.blocking.queueCapacity, ConcurrencyRuntimeBuilder.DEFAULT_BLOCKING_QUEUE_CAPACITY));
		}

		ConcurrencyRuntimeBuilder applyCpu(ConcurrencyRuntimeBuilder builder) {
			return builder.cpuPool(or(this.cpu.size, ConcurrencyRuntimeBuilder.defaultCpuSize()),
					or(this.cpu.queueCapacity, ConcurrencyRuntimeBuilder.DEFAULT_CPU_QUEUE_CAPACITY));
		}

	}

	/**
	 * Who tells which call of the application's code takes too long.
	 *
	 * @param enabled Whether anybody looks.
	 * @param threshold How long a call may take on a thread that it has to itself: a
	 * drain, a tick, a task of a boundary, a handler on a virtual or pinned thread.
	 * @param sharedThreshold How long a call may take on a thread that others wait for: a
	 * handler on a shared thread, a non-blocking tick.
	 */
	record Watchdog(@DefaultValue("true") boolean enabled, @Nullable Duration threshold,
			@Nullable Duration sharedThreshold) {

		WatchdogSettings toSettings() {
			return new WatchdogSettings(this.enabled, or(this.threshold, WatchdogSettings.DEFAULT_THRESHOLD),
					or(this.sharedThreshold, WatchdogSettings.DEFAULT_SHARED_THRESHOLD));
		}

	}

	/**
	 * A bounded pool.
	 *
	 * @param size How many threads at most.
	 * @param queueCapacity How many tasks may wait for a thread.
	 */
	record Pool(@Nullable Integer size, @Nullable Integer queueCapacity) {

		boolean isSet() {
			return this.size != null || this.queueCapacity != null;
		}

	}

	/**
	 * The page that the endpoint shows to browsers.
	 *
	 * @param enabled Whether there is one; without it browsers get JSON as everybody.
	 */
	record Console(@DefaultValue("true") boolean enabled) {
	}

	/**
	 * Bounded queues with a background drain.
	 *
	 * @param configs Shared configurations by name; 'default' is always inherited.
	 * @param instances Settings of single sinks by the name of the SinkDrain bean.
	 */
	record Sinks(@DefaultValue Map<String, SinkProperties> configs,
			@DefaultValue Map<String, SinkProperties> instances) {

		Sinks {
			configs = Map.copyOf(configs);
			instances = Map.copyOf(instances);
		}

	}

	/**
	 * Keyed tasks behind limits on how many run and how many wait.
	 *
	 * @param configs Shared configurations by name; 'default' is always inherited.
	 * @param instances The boundaries by their names.
	 */
	record Boundaries(@DefaultValue Map<String, BoundaryProperties> configs,
			@DefaultValue Map<String, BoundaryProperties> instances) {

		Boundaries {
			configs = Map.copyOf(configs);
			instances = Map.copyOf(instances);
		}

	}

	/**
	 * Periodic tasks.
	 *
	 * @param configs Shared configurations by name; 'default' is always inherited.
	 * @param instances Settings of single workers by the name of the PeriodicTask bean.
	 */
	record Workers(@DefaultValue Map<String, WorkerProperties> configs,
			@DefaultValue Map<String, WorkerProperties> instances) {

		Workers {
			configs = Map.copyOf(configs);
			instances = Map.copyOf(instances);
		}

	}

	/**
	 * State behind a bounded mailbox, alone or in groups.
	 *
	 * @param configs Shared configurations by name; 'default' is always inherited.
	 * @param instances Settings of single actors or groups by the name of the Actor bean.
	 */
	record Actors(@DefaultValue Map<String, ActorProperties> configs,
			@DefaultValue Map<String, ActorProperties> instances) {

		Actors {
			configs = Map.copyOf(configs);
			instances = Map.copyOf(instances);
		}

	}

	/**
	 * Loops of the application's own.
	 *
	 * @param configs Shared configurations by name; 'default' is always inherited.
	 * @param instances Settings of single processes by the name of the Supervisable bean.
	 */
	record Processes(@DefaultValue Map<String, ProcessProperties> configs,
			@DefaultValue Map<String, ProcessProperties> instances) {

		Processes {
			configs = Map.copyOf(configs);
			instances = Map.copyOf(instances);
		}

	}

	/**
	 * Supervisors that hold processes of any kind.
	 *
	 * @param configs Shared configurations by name; 'default' is always inherited.
	 * @param instances The supervisors by their names; 'root' is the one above all.
	 */
	record Supervisors(@DefaultValue Map<String, SupervisorProperties> configs,
			@DefaultValue Map<String, SupervisorProperties> instances) {

		Supervisors {
			configs = Map.copyOf(configs);
			instances = Map.copyOf(instances);
		}

	}

}
