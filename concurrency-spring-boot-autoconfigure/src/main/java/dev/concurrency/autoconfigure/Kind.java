package dev.concurrency.autoconfigure;

import java.util.List;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import dev.concurrency.process.ProcessKind;

/**
 * The kinds of process as the settings know them.
 */
enum Kind {

	SINK(ProcessKind.SINK, "SinkDrain", SinkProperties.class),

	BOUNDARY(ProcessKind.BOUNDARY, "none", BoundaryProperties.class),

	WORKER(ProcessKind.WORKER, "PeriodicTask", WorkerProperties.class),

	ACTOR(ProcessKind.ACTOR, "Actor", ActorProperties.class),

	PROCESS(ProcessKind.PROCESS, "Supervisable", ProcessProperties.class),

	SUPERVISOR(ProcessKind.SUPERVISOR, "none", SupervisorProperties.class);

	private final ProcessKind process;

	private final String beanType;

	private final Class<? extends Record> properties;

	Kind(ProcessKind process, String beanType, Class<? extends Record> properties) {
		this.process = process;
		this.beanType = beanType;
		this.properties = properties;
	}

	/** That of a process; groups are set as actors are. */
	static Kind of(ProcessKind process) {
		return switch (process) {
			case SINK -> SINK;
			case BOUNDARY -> BOUNDARY;
			case WORKER -> WORKER;
			case ACTOR, GROUP -> ACTOR;
			case PROCESS -> PROCESS;
			case SUPERVISOR -> SUPERVISOR;
		};
	}

	String label() {
		return this.process.label();
	}

	/** The simple name of the interface that the user's beans implement. */
	String beanType() {
		return this.beanType;
	}

	/** What can be set for each instance. */
	List<String> keys() {
		return KnownKeys.withValues(this.properties);
	}

	ConfigurationPropertyName configs() {
		return section().append("configs");
	}

	ConfigurationPropertyName instances() {
		return section().append("instances");
	}

	/** Several of the kind, which is also the name of their supervisor. */
	String plural() {
		return this.process.plural();
	}

	private ConfigurationPropertyName section() {
		return ConfigurationPropertyName.of(ConcurrencyProperties.PREFIX + "." + plural());
	}

}
