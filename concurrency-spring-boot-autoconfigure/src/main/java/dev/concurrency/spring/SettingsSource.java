package dev.concurrency.spring;

import java.util.List;
import java.util.Map;

import dev.concurrency.actor.ActorSettings;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.worker.WorkerSettings;

/** Where the registrar gets the settings of the processes that it finds. */
@FunctionalInterface
public interface SettingsSource {

	/**
	 * Looks up and checks the settings of all processes.
	 * @param names the processes that there are
	 * @return the settings of each of them
	 * @throws InvalidConfigurationException if there are no valid settings for a process
	 * or settings without a process
	 */
	Settings resolve(Names names);

	/**
	 * The names of the processes, which are those of the user's beans. Immutable.
	 *
	 * @param sinks those with a drain
	 * @param workers those with a periodic task
	 * @param actors those with an actor, alone or in a group
	 */
	record Names(List<String> sinks, List<String> workers, List<String> actors) {

		/** Makes the lists unmodifiable. */
		public Names {
			sinks = List.copyOf(sinks);
			workers = List.copyOf(workers);
			actors = List.copyOf(actors);
		}

	}

	/**
	 * The settings by the names of the processes. Immutable.
	 *
	 * @param sinks those of the sinks
	 * @param workers those of the workers
	 * @param actors those of the actors and groups
	 */
	record Settings(Map<String, SinkSettings> sinks, Map<String, WorkerSettings> workers,
			Map<String, ActorSettings> actors) {

		/** Makes the maps unmodifiable. */
		public Settings {
			sinks = Map.copyOf(sinks);
			workers = Map.copyOf(workers);
			actors = Map.copyOf(actors);
		}

	}

}
