package dev.concurrency.spring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.Supervisable;
import dev.concurrency.spring.SettingsSource.Names;

/**
 * The beans of the user's that are to be processes. Immutable.
 *
 * @param sinks drains, and methods that are one
 * @param workers tasks, and methods that are one
 * @param actors actors, alone or in groups
 * @param bodies loops of the user's own
 */
record FoundBeans(List<SinkBean> sinks, List<WorkerBean> workers, List<ActorBean> actors, List<ProcessBean> bodies) {

	/**
	 * Finds them by their definitions, without creating one.
	 * @throws InvalidConfigurationException if one cannot be used
	 */
	static FoundBeans find(ConfigurableListableBeanFactory factory) {
		List<CandidateBean> candidates = CandidateBean.find(factory);
		MarkedMethods methods = MarkedMethods.find(factory, candidates);
		return new FoundBeans(SinkBean.find(factory, methods), WorkerBean.find(factory, methods),
				ActorBean.find(factory, candidates), ProcessBean.find(factory, Supervisable.class));
	}

	/**
	 * What the settings have to know of them. Who they are stays, what their annotations
	 * say is read anew: it may hold placeholders.
	 * @param inherited what contexts above have
	 * @throws InvalidConfigurationException if an annotation cannot be used
	 */
	Names names(Map<ProcessKind, List<String>> inherited) {
		Map<String, Annotated> ofSinks = new HashMap<>();
		this.sinks.forEach((sink) -> putIfSaid(ofSinks, sink.name(), sink.annotated()));
		Map<String, Annotated> ofWorkers = new HashMap<>();
		this.workers.forEach((worker) -> putIfSaid(ofWorkers, worker.name(), worker.annotated()));
		return new Names(this.sinks.stream().map(SinkBean::name).toList(),
				this.workers.stream().map(WorkerBean::name).toList(),
				this.actors.stream().map((actor) -> actor.bean().name()).toList(),
				this.bodies.stream().map(ProcessBean::name).toList(), groups(), each(ofWorkers, Annotated::schedule),
				Map.of(ProcessKind.SINK, each(ofSinks, Annotated::autoStartup), ProcessKind.WORKER,
						each(ofWorkers, Annotated::autoStartup)),
				Map.of(ProcessKind.SINK, each(ofSinks, Annotated::origin), ProcessKind.WORKER,
						each(ofWorkers, Annotated::origin)),
				inherited);
	}

	private List<String> groups() {
		return this.actors.stream()
			.filter((actor) -> actor.keyType() != null)
			.map((actor) -> actor.bean().name())
			.toList();
	}

	private static void putIfSaid(Map<String, Annotated> all, String name, @Nullable Annotated annotated) {
		if (annotated != null) {
			all.put(name, annotated);
		}
	}

	/** What those say that say something. */
	private static <T> Map<String, T> each(Map<String, Annotated> all, Function<Annotated, @Nullable T> said) {
		Map<String, T> some = new HashMap<>();
		all.forEach((name, annotated) -> {
			T value = said.apply(annotated);
			if (value != null) {
				some.put(name, value);
			}
		});
		return some;
	}

}
