package dev.concurrency.autoconfigure;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/**
 * The properties of all kinds, and where they were set. Immutable.
 *
 * @param properties as they are bound
 * @param origins knows where they were set
 */
record BoundProperties(ConcurrencyProperties properties, Origins origins) {

	/** What an environment says now, whatever becomes of it later. */
	static BoundProperties of(Environment environment) {
		return new BoundProperties(ConcurrencyProperties.bind(environment), new Origins(PastSource.of(environment)));
	}

	/**
	 * What an environment says now, as far as it can be read: what cannot says nothing.
	 */
	static BoundProperties readable(Environment environment) {
		Set<ConfigurationPropertyName> unreadable = new HashSet<>();
		ConcurrencyProperties properties = Binder.get(environment)
			.bindOrCreate(ConcurrencyProperties.PREFIX, Bindable.of(ConcurrencyProperties.class),
					new IgnoreErrorsBindHandler() {

						@Override
						public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target,
								BindContext context, Exception error) throws Exception {
							unreadable.add(name);
							return super.onFailure(name, target, context, error);
						}

					});
		return new BoundProperties(properties,
				new Origins(ConfigurationPropertySources.get(environment)).without(unreadable));
	}

	/** What was bound at the start and stays so, as what no process remembers does. */
	static BoundProperties atStart(ObjectProvider<SettingsResolver> settings, Environment environment) {
		SettingsResolver resolver = settings.getIfAvailable();
		return (resolver != null) ? new BoundProperties(resolver.properties(), new Origins(PastSource.of(environment)))
				: of(environment);
	}

	/** What an environment says that says nothing. */
	static BoundProperties none() {
		return new BoundProperties(
				new Binder().bindOrCreate(ConcurrencyProperties.PREFIX, Bindable.of(ConcurrencyProperties.class)),
				new Origins(List.of()));
	}

	KindSettings<?> of(Kind kind) {
		return switch (kind) {
			case SINK -> sinks();
			case BOUNDARY -> boundaries();
			case WORKER -> workers();
			case ACTOR -> actors();
			case PROCESS -> processes();
			case SUPERVISOR -> supervisors();
		};
	}

	KindSettings<SinkProperties> sinks() {
		return new KindSettings<>(Kind.SINK, SinkProperties.NONE, this.properties.sinks().configs(),
				this.properties.sinks().instances(), this.origins);
	}

	KindSettings<BoundaryProperties> boundaries() {
		return new KindSettings<>(Kind.BOUNDARY, BoundaryProperties.NONE, this.properties.boundaries().configs(),
				this.properties.boundaries().instances(), this.origins);
	}

	KindSettings<WorkerProperties> workers() {
		return new KindSettings<>(Kind.WORKER, WorkerProperties.NONE,
				oneSchedule(Kind.WORKER.configs(), this.properties.workers().configs()),
				oneSchedule(Kind.WORKER.instances(), this.properties.workers().instances()), this.origins);
	}

	/** A variable of the environment replaces a schedule of a file, of whichever sort. */
	private Map<String, WorkerProperties> oneSchedule(ConfigurationPropertyName parent,
			Map<String, WorkerProperties> workers) {
		Map<String, WorkerProperties> scheduled = new LinkedHashMap<>();
		workers.forEach((key, worker) -> scheduled.put(key, worker.nearestSchedule(
				(setting) -> this.origins.rankOf(Layer.place(parent, key, this.origins).append(setting)))));
		return scheduled;
	}

	KindSettings<ActorProperties> actors() {
		return new KindSettings<>(Kind.ACTOR, ActorProperties.NONE, this.properties.actors().configs(),
				this.properties.actors().instances(), this.origins);
	}

	KindSettings<ProcessProperties> processes() {
		return new KindSettings<>(Kind.PROCESS, ProcessProperties.NONE, this.properties.processes().configs(),
				this.properties.processes().instances(), this.origins);
	}

	KindSettings<SupervisorProperties> supervisors() {
		return new KindSettings<>(Kind.SUPERVISOR, SupervisorProperties.NONE, this.properties.supervisors().configs(),
				this.properties.supervisors().instances(), this.origins);
	}

}
