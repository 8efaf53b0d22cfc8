package dev.concurrency.spring;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;

import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.worker.PeriodicWorker;

/**
 * Says which handles there are when one is injected that there is not, or that is one of
 * several. Comes before Spring Boot's own analyzers, which do not show the arguments of
 * types and advise to define the handle, which nobody writes.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class HandleFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	/** What makes a handle of a type. */
	private static final Map<Class<?>, String> DECLARED_BY = Map.of(BackgroundSink.class, "a SinkDrain<%s> bean",
			PeriodicWorker.class, "a PeriodicTask bean or a @PeriodicWork method", ActorRef.class,
			"an @ActorComponent that is an Actor<%s>", ActorGroup.class,
			"an @ActorComponent(keyed = true) that is an Actor<%s>", BackgroundProcess.class, "a Supervisable bean",
			BoundaryRuntime.class, "a boundary under concurrency.boundaries.instances", SupervisorRef.class,
			"a supervisor under concurrency.supervisors.instances");

	private final BeanFactory factory;

	HandleFailureAnalyzer(BeanFactory factory) {
		this.factory = factory;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		ResolvableType wanted = cause.getResolvableType();
		String declaredBy = (wanted != null) ? DECLARED_BY.get(wanted.toClass()) : null;
		if (wanted == null || declaredBy == null || !(this.factory instanceof ConfigurableListableBeanFactory beans)) {
			return null;
		}
		String place = (description != null) ? description : "The application";
		if (beans.getBeanNamesForType(ConcurrencyBeanRegistrar.class, true, false).length == 0) {
			return new FailureAnalysis(
					place + " asks for " + text(wanted) + ", but there are no processes: nothing makes any of beans,"
							+ " since concurrency.enabled is false or ConcurrencyAutoConfiguration is left out.",
					"Switch it on, or ask for an ObjectProvider of the handle.", cause);
		}
		List<String> handles = handles(beans);
		String there = handles.isEmpty() ? "There are no processes."
				: "There are:" + handles.stream().collect(Collectors.joining());
		if (cause instanceof NoUniqueBeanDefinitionException several) {
			Collection<String> found = Objects.requireNonNullElse(several.getBeanNamesFound(), List.of());
			return new FailureAnalysis(
					place + " asks for one " + text(wanted) + ", but these fit: " + String.join(", ", found) + ". "
							+ there,
					"Say which one: by a parameter that is named like the handle" + example(beans, found) + ".", cause);
		}
		String disabled = disabled(beans);
		return new FailureAnalysis(
				place + " asks for " + text(wanted) + ", but there is none of that type and name. " + there + disabled,
				action(wanted, declaredBy, beans) + (disabled.isEmpty() ? ""
						: " What is not enabled is injected nowhere: enable it, or ask for an"
								+ " ObjectProvider of the handle."),
				cause);
	}

	/** The bean and the process are named: which of the two counts where is not plain. */
	private static String example(ConfigurableListableBeanFactory beans, Collection<String> found) {
		return Arrays.stream(beans.getBeanDefinitionNames())
			.filter((name) -> isHandle(beans, name) && found.contains(name))
			.min(Comparator.naturalOrder())
			.map((name) -> ", such as " + name + ", or by @Qualifier(\"" + process(beans, name)
					+ "\"), the name of the process")
			.orElse("");
	}

	private static String action(ResolvableType wanted, String declaredBy, ConfigurableListableBeanFactory beans) {
		ResolvableType[] arguments = wanted.getGenerics();
		String last = (arguments.length > 0) ? text(arguments[arguments.length - 1]) : "?";
		String declare = "Inject one of these, or declare " + String.format(declaredBy, last)
				+ ". A @Qualifier is the name of the process.";
		boolean groups = Arrays.stream(beans.getBeanDefinitionNames())
			.anyMatch((name) -> isHandle(beans, name) && type(beans, name).toClass() == ActorGroup.class);
		return (wanted.toClass() == ActorRef.class && groups)
				? declare + " The actors of a group are reached through its ActorGroup, by their keys." : declare;
	}

	private static List<String> handles(ConfigurableListableBeanFactory beans) {
		return Arrays.stream(beans.getBeanDefinitionNames())
			.filter((name) -> isHandle(beans, name))
			.sorted()
			.map((name) -> String.format("%n    %s %s, of the process '%s'", text(type(beans, name)), name,
					process(beans, name)))
			.toList();
	}

	/** What the settings of processes say that would be there otherwise. */
	private static String disabled(ConfigurableListableBeanFactory beans) {
		String lines = Arrays.stream(beans.getBeanDefinitionNames())
			.map((name) -> beans.getBeanDefinition(name).getAttribute(ConcurrencyBeanRegistrar.DISABLED))
			.filter(List.class::isInstance)
			.flatMap((disabled) -> ((List<?>) disabled).stream())
			.map((disabled) -> String.format("%n    %s", disabled))
			.collect(Collectors.joining());
		return lines.isEmpty() ? "" : String.format("%nNot enabled are:%s", lines);
	}

	private static boolean isHandle(ConfigurableListableBeanFactory beans, String name) {
		return beans.getBeanDefinition(name).hasAttribute(Handles.ATTRIBUTE);
	}

	private static @Nullable Object process(ConfigurableListableBeanFactory beans, String name) {
		return beans.getBeanDefinition(name).getAttribute(Handles.ATTRIBUTE);
	}

	private static ResolvableType type(ConfigurableListableBeanFactory beans, String name) {
		return beans.getBeanDefinition(name).getResolvableType();
	}

	/** As in source code: without the packages. */
	private static String text(ResolvableType type) {
		String arguments = Arrays.stream(type.getGenerics())
			.map(HandleFailureAnalyzer::text)
			.collect(Collectors.joining(", "));
		return type.toClass().getSimpleName() + (arguments.isEmpty() ? "" : "<" + arguments + ">");
	}

}
