package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.DurationStyle;

import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.TickContext;

/**
 * A method with {@link PeriodicWork}.
 *
 * @param method the method
 */
record WorkMethod(BeanMethod<PeriodicWork> method) {

	static List<WorkMethod> find(MarkedMethods methods) {
		return methods.with(PeriodicWork.class).stream().map(WorkMethod::new).toList();
	}

	/**
	 * The worker whose work it does.
	 * @throws InvalidConfigurationException if the method or the name cannot be used
	 */
	WorkerBean worker(ConfigurableListableBeanFactory factory) {
		requireSignature();
		String name = this.method.processName(factory, "worker", this.method.annotation().name());
		String bean = this.method.bean();
		return new WorkerBean(name, bean,
				() -> this.method.annotated(schedule(factory),
						this.method.autoStartup(factory, this.method.annotation().autoStartup())),
				BeanMethodCall.source(factory, bean, Task::new), this.method.order(), this.method.preference(factory));
	}

	private void requireSignature() {
		Class<?>[] parameters = this.method.method().getParameterTypes();
		boolean takesTick = Arrays.equals(parameters, new Class<?>[] { TickContext.class });
		if (!takesTick && parameters.length > 0) {
			throw new InvalidConfigurationException(this + " is @PeriodicWork, but takes what nobody would give it.",
					"Give it no parameter, or one of type TickContext.");
		}
		if (this.method.method().getReturnType() != void.class) {
			throw new InvalidConfigurationException(
					this + " is @PeriodicWork, but returns something, for which nobody would wait.",
					"Declare it void, and have it return when the work is done.");
		}
	}

	private @Nullable Schedule schedule(ConfigurableListableBeanFactory factory) {
		PeriodicWork work = this.method.annotation();
		List<Schedule> given = new ArrayList<>();
		try {
			add(given, factory, work.every(), (text) -> Schedule.interval(DurationStyle.detectAndParse(text)));
			add(given, factory, work.fixedDelay(), (text) -> Schedule.fixedDelay(DurationStyle.detectAndParse(text)));
			add(given, factory, work.fixedRate(), (text) -> Schedule.fixedRate(DurationStyle.detectAndParse(text)));
			add(given, factory, work.cron(),
					(text) -> CronSchedule.parse(text, BeanMethod.resolve(factory, work.zone())));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException("The schedule of " + this + " cannot be used: " + ex.getMessage(),
					"Correct the value in @PeriodicWork.");
		}
		if (given.size() > 1) {
			throw new InvalidConfigurationException("There are two schedules for " + this + ": " + given.get(0)
					+ " and " + given.get(1) + ". A worker has one.", "Remove one of them from @PeriodicWork.");
		}
		return given.isEmpty() ? null : given.get(0);
	}

	private static void add(List<Schedule> given, ConfigurableListableBeanFactory factory, String written,
			Function<String, Schedule> parser) {
		String text = BeanMethod.resolve(factory, written);
		if (!text.isEmpty()) {
			given.add(parser.apply(text));
		}
	}

	@Override
	public String toString() {
		return this.method.toString();
	}

	private final class Task extends BeanMethodCall implements PeriodicTask {

		private final boolean takesTick = WorkMethod.this.method.method().getParameterCount() == 1;

		Task(Object target) {
			super(WorkMethod.this.method, target);
		}

		@Override
		public void tick(TickContext context) throws Exception {
			if (this.takesTick) {
				call(context);
			}
			else {
				call();
			}
		}

	}

}
