package dev.concurrency.spring;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.Declarations.Declaration;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

/** Registers the bean definitions of handles. */
final class Handles {

	/** Marks the definitions, with the name of the process as the value. */
	static final String ATTRIBUTE = "dev.concurrency.handle";

	/** Of the definitions: the settings that the process was made with, if it has any. */
	static final String SETTINGS = "dev.concurrency.settings";

	private final ConfigurableListableBeanFactory factory;

	private final BeanDefinitionRegistry registry;

	private final SinkBeans sinkBeans;

	private final Customizers customizers;

	private final Declarations declarations;

	Handles(ConfigurableListableBeanFactory factory, BeanDefinitionRegistry registry, List<SupervisorPlan> supervisors,
			SettingsSource source) {
		this.factory = factory;
		this.registry = registry;
		this.sinkBeans = new SinkBeans(factory, source);
		this.customizers = new Customizers(factory);
		this.declarations = new Declarations(supervisors, this.customizers,
				() -> factory.getBean(ConcurrencyRuntime.class), source::declared);
		supervisors.forEach(this::supervisor);
	}

	/** What the name of the handle of a process ends with. */
	static String suffix(ProcessKind kind) {
		return switch (kind) {
			case SINK -> "Sink";
			case BOUNDARY -> "Boundary";
			case WORKER -> "Worker";
			case ACTOR -> "Actor";
			case GROUP -> "Group";
			case PROCESS -> "Process";
			case SUPERVISOR -> "Supervisor";
		};
	}

	/** Of the sinks too that are not enabled. */
	void warnOfHandlersWithoutSink(List<SinkBean> sinks) {
		this.sinkBeans.warnOfHandlersWithoutSink(sinks);
	}

	void sink(SinkBean sink, SinkSettings settings, Placement placement) {
		SinkHandlers<Object> handlers = this.sinkBeans.handlers(sink, settings);
		this.declarations.add(new Declaration(ProcessKind.SINK, sink.name(), order(sink.order(), sink.bean()),
				placement, (parent) -> {
					// Mostly the same: the first time, comparing records takes a while.
					SinkSettings customized = this.customizers.apply(SinkSettings.class, sink.name(), settings);
					return parent.sink(sink.name(), sink.drains(), customized, Objects.equals(customized, settings)
							? handlers : this.sinkBeans.handlers(sink, customized));
				}));
		register(sink.name(), ProcessKind.SINK, handleType(BackgroundSink.class, sink.item()), sink.preference(),
				settings)
			.setAttribute(Annotated.ATTRIBUTE, sink.annotated());
	}

	void boundary(String name, BoundarySettings settings, Placement placement) {
		this.declarations.add(new Declaration(ProcessKind.BOUNDARY, name, Ordered.LOWEST_PRECEDENCE, placement,
				(parent) -> parent.boundary(name, this.customizers.apply(BoundarySettings.class, name, settings))));
		register(name, ProcessKind.BOUNDARY, ResolvableType.forClass(BoundaryRuntime.class), Preference.USUAL,
				settings);
	}

	void worker(WorkerBean worker, WorkerSettings settings, Placement placement) {
		this.declarations.add(new Declaration(ProcessKind.WORKER, worker.name(), order(worker.order(), worker.bean()),
				placement, (parent) -> parent.worker(worker.name(), worker.tasks(),
						this.customizers.apply(WorkerSettings.class, worker.name(), settings))));
		register(worker.name(), ProcessKind.WORKER, ResolvableType.forClass(PeriodicWorker.class), worker.preference(),
				settings)
			.setAttribute(Annotated.ATTRIBUTE, worker.annotated());
	}

	void actor(ActorBean actor, ActorSettings settings, Placement placement) {
		ProcessBean bean = actor.bean();
		ResolvableType message = bean.generic(0);
		BeanInstanceSource<Actor<Object>> actors = source(bean);
		Supplier<ActorSettings> customized = () -> this.customizers.apply(ActorSettings.class, bean.name(), settings);
		Class<?> keyType = actor.keyType();
		if (keyType == null) {
			declare(bean, ProcessKind.ACTOR, placement,
					(parent) -> parent.actor(bean.name(), actors, customized.get()));
			register(bean.name(), ProcessKind.ACTOR, handleType(ActorRef.class, message), bean.preference(this.factory),
					settings);
		}
		else {
			declare(bean, ProcessKind.ACTOR, placement,
					(parent) -> parent.group(bean.name(), actors, customized.get()));
			register(bean.name(), ProcessKind.GROUP,
					handleType(ActorGroup.class, ResolvableType.forClass(keyType), message),
					bean.preference(this.factory), settings);
		}
	}

	void process(ProcessBean body, Placement placement) {
		BeanInstanceSource<Supervisable> bodies = source(body);
		declare(body, ProcessKind.PROCESS, placement, (parent) -> parent.process(body.name(), bodies));
		register(body.name(), ProcessKind.PROCESS, ResolvableType.forClass(BackgroundProcess.class),
				body.preference(this.factory), null);
	}

	private void supervisor(SupervisorPlan plan) {
		register(plan.name(), ProcessKind.SUPERVISOR, ResolvableType.forClass(SupervisorRef.class), Preference.USUAL,
				null);
	}

	private void declare(ProcessBean bean, ProcessKind kind, Placement placement,
			Function<SupervisorRef, BackgroundProcess> how) {
		this.declarations.add(new Declaration(kind, bean.name(), order(bean.name()), placement, how));
	}

	/** What a listener method says counts more than what its bean says. */
	private int order(@Nullable Integer own, String bean) {
		return (own != null) ? own : order(bean);
	}

	private int order(String bean) {
		Integer order = DefinedOrder.withClass(this.factory, bean);
		return (order != null) ? order : Ordered.LOWEST_PRECEDENCE;
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

	private BeanDefinition register(String process, ProcessKind handled, ResolvableType fullType, Preference preference,
			@Nullable Object settings) {
		// Groups are declared as actors are.
		ProcessKind kind = (handled == ProcessKind.GROUP) ? ProcessKind.ACTOR : handled;
		Class<?> type = fullType.toClass();
		String name = process + suffix(handled);
		if (this.registry.isBeanNameInUse(name)) {
			throw new InvalidConfigurationException(
					"The " + kind.label() + " '" + process + "' needs the name '" + name + "' for its "
							+ type.getSimpleName() + ", but another bean has it already" + definedIn(name) + ".",
					"Rename one of the two beans.");
		}
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setTargetType(fullType);
		definition.setInstanceSupplier(() -> this.declarations.handle(kind, process));
		// Said here, so that spring.main.lazy-initialization leaves it alone: a process
		// runs whether its handle is injected or not.
		definition.setLazyInit(false);
		preference.applyTo(definition);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, process));
		definition.setResourceDescription("handle of the " + kind.label() + " '" + process + "'");
		definition.setAttribute(ATTRIBUTE, process);
		definition.setAttribute(SETTINGS, settings);
		this.registry.registerBeanDefinition(name, definition);
		return definition;
	}

	private String definedIn(String name) {
		String where = this.registry.containsBeanDefinition(name)
				? this.registry.getBeanDefinition(name).getResourceDescription() : null;
		return (where != null) ? ", defined in " + where : "";
	}

}
