package dev.concurrency.spring;

import java.util.function.Supplier;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

/** Registers the bean definitions of handles. */
final class Handles {

	/** Marks the definitions, with the name of the user's bean as the value. */
	static final String ATTRIBUTE = "dev.concurrency.handle";

	private final ConfigurableListableBeanFactory factory;

	private final BeanDefinitionRegistry registry;

	Handles(ConfigurableListableBeanFactory factory, BeanDefinitionRegistry registry) {
		this.factory = factory;
		this.registry = registry;
	}

	void sink(ProcessBean drain, SinkSettings settings) {
		ResolvableType item = drain.generic(0);
		BeanInstanceSource<SinkDrain<Object>> drains = source(drain);
		register(drain, "Sink", BackgroundSink.class, handleType(BackgroundSink.class, item), () -> runtime()
			.sink(drain.name(), drains, settings, DeadLetterHandlers.find(this.factory, drain.name(), item)));
	}

	void worker(ProcessBean task, WorkerSettings settings) {
		BeanInstanceSource<PeriodicTask> tasks = source(task);
		register(task, "Worker", PeriodicWorker.class, ResolvableType.forClass(PeriodicWorker.class),
				() -> runtime().worker(task.name(), tasks, settings));
	}

	void actor(ActorBean actor, ActorSettings settings) {
		ProcessBean bean = actor.bean();
		ResolvableType message = bean.generic(0);
		BeanInstanceSource<Actor<Object>> actors = source(bean);
		Class<?> keyType = actor.keyType();
		if (keyType == null) {
			register(bean, "Actor", ActorRef.class, handleType(ActorRef.class, message),
					() -> runtime().actor(bean.name(), actors, settings));
		}
		else {
			register(bean, "Group", ActorGroup.class,
					handleType(ActorGroup.class, ResolvableType.forClass(keyType), message),
					() -> runtime().group(bean.name(), actors, settings));
		}
	}

	private ConcurrencyRuntime runtime() {
		return this.factory.getBean(ConcurrencyRuntime.class);
	}

	private <T> BeanInstanceSource<T> source(ProcessBean bean) {
		return new BeanInstanceSource<>(this.factory, bean.name());
	}

	/**
	 * With an unknown argument the type stays open, which matches injection points of any
	 * argument.
	 */
	private static ResolvableType handleType(Class<?> type, ResolvableType... arguments) {
		for (ResolvableType argument : arguments) {
			if (argument.resolve() == null) {
				return ResolvableType.forClass(type);
			}
		}
		return ResolvableType.forClassWithGenerics(type, arguments);
	}

	private <H> void register(ProcessBean bean, String suffix, Class<H> type, ResolvableType fullType,
			Supplier<? extends H> supplier) {
		String name = bean.name() + suffix;
		if (this.registry.isBeanNameInUse(name)) {
			throw new InvalidConfigurationException(
					"The bean '" + bean.name() + "' needs the name '" + name + "' for its " + type.getSimpleName()
							+ ", but another bean has it already" + definedIn(name) + ".",
					"Rename one of the two beans.");
		}
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setTargetType(fullType);
		definition.setInstanceSupplier(supplier);
		// Said here, so that spring.main.lazy-initialization leaves it alone: a process
		// runs whether its handle is injected or not.
		definition.setLazyInit(false);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, bean.name()));
		definition.setResourceDescription("handle of the bean '" + bean.name() + "'");
		definition.setAttribute(ATTRIBUTE, bean.name());
		this.registry.registerBeanDefinition(name, definition);
	}

	private String definedIn(String name) {
		String where = this.registry.containsBeanDefinition(name)
				? this.registry.getBeanDefinition(name).getResourceDescription() : null;
		return (where != null) ? ", defined in " + where : "";
	}

}
