package dev.concurrency.autoconfigure;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ObjectUtils;

import dev.concurrency.spring.CronSchedule;
import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.TickGuard;

/**
 * Refuses what is said of one instance and would be read by nobody. What instances share
 * may be meant for some of them only. Immutable.
 *
 * @param kind the settings of all instances
 * @param name the name of the instance
 * @param settings what it has, with what it inherits
 * @param origins knows where they were made
 * @param <P> the type of the settings
 */
record UnusedSettings<P extends InstanceProperties<P>>(KindSettings<P> kind, String name, P settings, Origins origins) {

	/**
	 * What goes with a lock, a cron or a backoff that nobody mentions. Where somebody
	 * does, a source that counts more may have taken it away.
	 * @param declared the schedule of the annotation, null if there is none
	 */
	static void refuseOfWorker(KindSettings<WorkerProperties> kind, String name, WorkerProperties settings,
			@Nullable Schedule declared, Origins origins) {
		// Mostly nobody has said anything, and each question has its price at the start.
		if (settings.lockAtMostFor() == null && settings.lockAtLeastFor() == null
				&& ObjectUtils.isEmpty(settings.zone()) && settings.backoff().equals(RetryWait.NONE)) {
			return;
		}
		UnusedSettings<WorkerProperties> worker = new UnusedSettings<>(kind, name, settings, origins);
		BooleanSupplier locked = () -> worker.isSaid("lock");
		worker.refuse(TickGuard.AT_MOST_FOR, WorkerProperties::lockAtMostFor, locked, "there is no lock",
				"Set lock too, or remove it.");
		worker.refuse("lock-at-least-for", WorkerProperties::lockAtLeastFor, locked, "there is no lock",
				"Set lock too, or remove it.");
		worker.refuse("zone", WorkerProperties::zone, () -> declared instanceof CronSchedule || worker.isSaid("cron"),
				"it ticks by no cron", "Set cron in place of the other schedule, or remove zone.");
		refuseBackoff(worker, "backoff.min", RetryWait::min);
		refuseBackoff(worker, "backoff.max", RetryWait::max);
		refuseBackoff(worker, "backoff.factor", RetryWait::factor);
		refuseBackoff(worker, "backoff.jitter", RetryWait::jitter);
	}

	private static void refuseBackoff(UnusedSettings<WorkerProperties> worker, String key,
			Function<RetryWait, @Nullable Object> value) {
		worker.refuse(key, (settings) -> value.apply(settings.backoff()), () -> worker.isSaid("on-failure"),
				"on-failure is not backoff", "Set on-failure to backoff too, or remove it.");
	}

	/** What only a group has. */
	static void refuseOfSingleActor(KindSettings<ActorProperties> kind, String name, ActorProperties settings,
			Origins origins) {
		if (settings.passivateAfter() == null && settings.maxEntities() == null) {
			return;
		}
		UnusedSettings<ActorProperties> actor = new UnusedSettings<>(kind, name, settings, origins);
		String remedy = "If there is to be one actor for each key, say so: @ActorComponent(keyed = true). Else remove it.";
		actor.refuse("passivate-after", ActorProperties::passivateAfter, () -> false,
				"it is a single actor, which stays", remedy);
		actor.refuse("max-entities", ActorProperties::maxEntities, () -> false, "it is a single actor", remedy);
	}

	/** Whether anybody says something, be it nothing. */
	private boolean isSaid(String key) {
		return this.kind.places(this.name).stream().anyMatch((layer) -> isSaid(layer, key));
	}

	private boolean isSaid(Layer<P> layer, String key) {
		return this.origins.find(layer.place().append(key)).isPresent();
	}

	private void refuse(String key, Function<P, @Nullable Object> value, BooleanSupplier used, String why,
			String remedy) {
		if (ObjectUtils.isEmpty(value.apply(this.settings)) || used.getAsBoolean()) {
			return;
		}
		Optional<Layer<P>> said = this.kind.said(this.name)
			.stream()
			.filter((layer) -> !ObjectUtils.isEmpty(value.apply(layer.values())))
			.findFirst();
		if (said.isPresent()) {
			throw new InvalidConfigurationException("The " + this.kind.kind().label() + " '" + this.name + "' has "
					+ key + ", which nobody would read: " + why + "."
					+ this.origins.find(said.get().place().append(key)).map(Origins::line).orElse(""), remedy);
		}
	}

}
