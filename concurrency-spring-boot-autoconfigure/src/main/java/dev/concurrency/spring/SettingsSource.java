package dev.concurrency.spring;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.WorkerSettings;

/** Where the registrar gets the settings of the processes that it finds. */
@FunctionalInterface
public interface SettingsSource {

	/**
	 * Looks up and checks the settings of all processes.
	 * @param names the processes that there are
	 * @return the settings of each of them, and the supervisors
	 * @throws InvalidConfigurationException if there are no valid settings for a process
	 * or settings without a process
	 */
	Settings resolve(Names names);

	/**
	 * Told once when all processes and supervisors are declared.
	 * @param all how the runtime was told to treat each of them, after customizers
	 */
	default void declared(List<Declared> all) {
	}

	/**
	 * Where a setting of a sink was made, to be said when it cannot be kept.
	 * @param sink the name of the sink
	 * @param key the setting
	 * @return key, value and place as an indented line of its own, empty if it was not
	 * made in the settings of the application
	 */
	default String sinkSetting(String sink, String key) {
		return "";
	}

	/**
	 * The names of the processes, which are those of the user's beans. Immutable.
	 *
	 * @param sinks those with a drain
	 * @param workers those with a periodic task
	 * @param actors those with an actor, alone or in a group
	 * @param processes those with a loop of the user's own
	 * @param groups those of the actors that are groups
	 * @param schedules the schedules that annotations give to workers
	 * @param autoStartups what annotations say about who is started along with its
	 * supervisor, by kind and name
	 * @param annotations which annotation on which method makes a process, by kind and
	 * name; the others are beans of their name
	 * @param inherited those that contexts above have, by kind, boundaries and
	 * supervisors too: settings that both contexts read may speak of them
	 */
	record Names(List<String> sinks, List<String> workers, List<String> actors, List<String> processes,
			List<String> groups, Map<String, Schedule> schedules, Map<ProcessKind, Map<String, Boolean>> autoStartups,
			Map<ProcessKind, Map<String, String>> annotations, Map<ProcessKind, List<String>> inherited) {

		/** Makes the collections unmodifiable. */
		public Names {
			sinks = List.copyOf(sinks);
			workers = List.copyOf(workers);
			actors = List.copyOf(actors);
			processes = List.copyOf(processes);
			groups = List.copyOf(groups);
			schedules = Map.copyOf(schedules);
			autoStartups = Map.copyOf(autoStartups);
			annotations = Map.copyOf(annotations);
			inherited = Map.copyOf(inherited);
		}

		/**
		 * The names of processes of which nothing is said by annotations, without groups,
		 * in a context that has none above.
		 * @param sinks those with a drain
		 * @param workers those with a periodic task
		 * @param actors those with an actor
		 * @param processes those with a loop of the user's own
		 */
		public Names(List<String> sinks, List<String> workers, List<String> actors, List<String> processes) {
			this(sinks, workers, actors, processes, List.of(), Map.of(), Map.of(), Map.of(), Map.of());
		}

		/**
		 * The names that contexts above have.
		 * @param kind of what kind
		 * @return their names
		 */
		public List<String> inherited(ProcessKind kind) {
			return this.inherited.getOrDefault(kind, List.of());
		}

		/**
		 * What an annotation says about the start of a process.
		 * @param kind its kind
		 * @param name its name
		 * @return whether it is started along with its supervisor, null if nothing is
		 * said
		 */
		public @Nullable Boolean autoStartup(ProcessKind kind, String name) {
			return this.autoStartups.getOrDefault(kind, Map.of()).get(name);
		}

		/**
		 * The annotation that makes a process.
		 * @param kind its kind
		 * @param name its name
		 * @return the annotation and its method, null if a bean of its name makes it
		 */
		public @Nullable String annotation(ProcessKind kind, String name) {
			return this.annotations.getOrDefault(kind, Map.of()).get(name);
		}

	}

	/**
	 * The settings by the names of the processes. Immutable.
	 *
	 * @param sinks those of the sinks
	 * @param boundaries those of the boundaries, which are all that there are
	 * @param workers those of the workers
	 * @param actors those of the actors and groups
	 * @param placements where each process that is enabled belongs and how it is treated
	 * there, by its kind and name
	 * @param supervisors the supervisors that hold them, each after the one above it
	 * @param disabled the processes that are not to be there
	 */
	record Settings(Map<String, SinkSettings> sinks, Map<String, BoundarySettings> boundaries,
			Map<String, WorkerSettings> workers, Map<String, ActorSettings> actors,
			Map<ProcessKind, Map<String, Placement>> placements, List<SupervisorPlan> supervisors,
			List<Disabled> disabled) {

		/** Makes the collections unmodifiable. */
		public Settings {
			sinks = Map.copyOf(sinks);
			boundaries = Map.copyOf(boundaries);
			workers = Map.copyOf(workers);
			actors = Map.copyOf(actors);
			placements = Map.copyOf(placements);
			supervisors = List.copyOf(supervisors);
			disabled = List.copyOf(disabled);
		}

		/**
		 * Whether a process is to be there at all.
		 * @param kind its kind
		 * @param name its name
		 * @return false if its settings say no
		 */
		public boolean isEnabled(ProcessKind kind, String name) {
			return this.placements.getOrDefault(kind, Map.of()).containsKey(name);
		}

		/**
		 * Where a process belongs and how it is treated there.
		 * @param kind its kind
		 * @param name its name
		 * @return its placement
		 */
		public Placement placement(ProcessKind kind, String name) {
			return this.placements.getOrDefault(kind, Map.of()).getOrDefault(name, Placement.DEFAULT);
		}

	}

	/**
	 * A process or supervisor as it is declared in the runtime. Immutable.
	 *
	 * @param kind its kind; that of actors for groups too
	 * @param name its name
	 * @param supervisor the name of its supervisor, {@code root}, or null for that of its
	 * kind
	 * @param spec how it is treated there
	 * @param settings how it treats its children, null unless it is a supervisor
	 */
	record Declared(ProcessKind kind, String name, @Nullable String supervisor, ChildSpec spec,
			@Nullable SupervisorSettings settings) {
	}

	/**
	 * A process that is not to be there. Immutable.
	 *
	 * @param kind its kind
	 * @param name its name
	 * @param setting what says so: key, value and place
	 */
	record Disabled(ProcessKind kind, String name, String setting) {

		@Override
		public String toString() {
			return "the " + this.kind.label() + " '" + this.name + "': " + this.setting;
		}

	}

}
