package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.concurrency.process.InstanceSource;
import dev.concurrency.worker.PeriodicTask;

/**
 * A worker that the user's beans ask for.
 *
 * @param name its name
 * @param bean the bean that does its work
 * @param annotation reads what its annotation says by now, null if it has none
 * @param tasks gives each incarnation its task
 * @param order its place among its siblings, null for that of its bean
 * @param preference whether its handle is preferred where several fit
 */
record WorkerBean(String name, String bean, @Nullable Supplier<Annotated> annotation,
		InstanceSource<? extends PeriodicTask> tasks, @Nullable Integer order, Preference preference) {

	/**
	 * Finds the tasks and the methods that are one.
	 * @throws InvalidConfigurationException if two have one name, or one cannot be used
	 */
	static List<WorkerBean> find(ConfigurableListableBeanFactory factory, MarkedMethods methods) {
		List<WorkerBean> workers = new ArrayList<>();
		for (ProcessBean task : ProcessBean.find(factory, PeriodicTask.class)) {
			workers.add(new WorkerBean(task.name(), task.name(), null,
					new BeanInstanceSource<PeriodicTask>(factory, task.name()), null, task.preference(factory)));
		}
		for (WorkMethod method : WorkMethod.find(methods)) {
			WorkerBean worker = method.worker(factory);
			workers.stream().filter((other) -> other.name.equals(worker.name)).findFirst().ifPresent((other) -> {
				throw new InvalidConfigurationException("There are two workers with the name '" + worker.name + "': "
						+ method + " and the bean '" + other.bean + "'.", "Give one of them another name.");
			});
			workers.add(worker);
		}
		return List.copyOf(workers);
	}

	/**
	 * What its annotation says, with the placeholders as they are filled in by now; null
	 * if it has none.
	 * @throws InvalidConfigurationException if that cannot be used
	 */
	@Nullable Annotated annotated() {
		return (this.annotation != null) ? this.annotation.get() : null;
	}

}
