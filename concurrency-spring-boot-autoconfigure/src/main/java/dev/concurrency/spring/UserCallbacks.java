package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.GiveUpHandler;
import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.process.Failures;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.UndeliveredHandler;

/**
 * Passes what the runtime reports to the user's beans, in their order. They are looked up
 * after all singletons are there, so they may inject the runtime and any handle.
 * <p>
 * Listeners hear the runtime of their own context only: an event names a process by its
 * path, which says nothing about whose runtime it is in, so a listener of a parent could
 * not tell its own processes from those of a child. To be heard there too, a listener is
 * declared in the child again. Of the handlers, which take something over instead of
 * looking on, exactly one is called: that of the context, else that of the nearest
 * parent.
 * <p>
 * Thread-safe.
 */
public final class UserCallbacks implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(UserCallbacks.class);

	private final ConfigurableListableBeanFactory factory;

	private volatile boolean registered;

	// Looked up twice at worst, when something happens before all singletons are there.
	private volatile @Nullable Beans beans;

	/**
	 * Looks up nothing yet.
	 * @param factory holds the user's beans
	 */
	public UserCallbacks(ConfigurableListableBeanFactory factory) {
		this.factory = factory;
	}

	/**
	 * Has a runtime report to the user's beans.
	 * @param builder builds the runtime
	 * @param giveUpDefault told when there is no {@link GiveUpHandler} bean
	 */
	public void register(ConcurrencyRuntimeBuilder builder, GiveUpHandler giveUpDefault) {
		this.registered = true;
		builder.listener((event) -> all(beans().listeners, (listener) -> listener.onEvent(event)))
			.deadLetterListener((letter) -> all(beans().deadLetters, (listener) -> listener.onDeadLetter(letter)))
			.giveUpHandler((process, cause) -> beans().giveUp.orElse(giveUpDefault).gaveUp(process, cause));
		// Without a bean the runtime's own handler is to write to the log.
		if (!nearest(UndeliveredHandler.class).isEmpty()) {
			builder.undeliveredHandler(new Undelivered());
		}
	}

	/**
	 * Looks the beans up, and warns if no runtime reports to them.
	 * @throws InvalidConfigurationException if there are several where only one is told
	 */
	@Override
	public void afterSingletonsInstantiated() {
		beans();
		if (!this.registered) {
			logger.warn(
					"The ConcurrencyRuntime bean {} was not built by the builder of the starter: it tells no listeners"
							+ " and handlers of the application, and concurrency.restarts, on-give-up, executors,"
							+ " watchdog and propagate-context do not count. In a ConcurrencyRuntime bean of yours"
							+ " inject that builder and build it from that; define no other"
							+ " ConcurrencyRuntimeBuilder bean, which takes its place",
					List.of(this.factory.getBeanNamesForType(ConcurrencyRuntime.class)));
		}
	}

	/** One that fails does not keep the others from being told. */
	private static <L> void all(List<L> listeners, Consumer<L> call) {
		for (L listener : listeners) {
			try {
				call.accept(listener);
			}
			catch (Throwable ex) {
				logger.warn("{} failed", listener.getClass().getName(), Failures.loggable(ex));
			}
		}
	}

	private Beans beans() {
		Beans found = this.beans;
		if (found == null) {
			found = new Beans(own(ProcessListener.class), own(DeadLetterListener.class),
					single(UndeliveredHandler.class), single(GiveUpHandler.class));
			this.beans = found;
		}
		return found;
	}

	/** Spring's own ordered streams begin with the beans of the parents. */
	private <L> List<L> own(Class<L> type) {
		IdentityHashMap<Object, String> names = new IdentityHashMap<>();
		List<L> beans = new ArrayList<>();
		for (String name : this.factory.getBeanNamesForType(type)) {
			Object bean = NearestBeans.isCandidate(this.factory, name) ? this.factory.getBean(name) : null;
			// One whose method answered null is of another type.
			if (type.isInstance(bean)) {
				names.put(bean, name);
				beans.add(type.cast(bean));
			}
		}
		beans.sort(AnnotationAwareOrderComparator.INSTANCE.withSourceProvider((bean) -> order(bean, names.get(bean))));
		return List.copyOf(beans);
	}

	/** What a bean says itself counts more than what its class does. */
	private @Nullable Ordered order(Object bean, @Nullable String name) {
		if (name == null) {
			return null;
		}
		Integer order = (bean instanceof Ordered) ? DefinedOrder.of(this.factory, name)
				: DefinedOrder.withClass(this.factory, name);
		return (order != null) ? () -> order : null;
	}

	private <H> Optional<H> single(Class<H> type) {
		List<String> names = nearest(type);
		if (names.size() > 1) {
			throw new InvalidConfigurationException(
					"There are several " + type.getSimpleName() + " beans, and only one can decide: "
							+ names.stream().sorted().collect(Collectors.joining("', '", "'", "'")) + ".",
					"Mark one of them as @Primary, or let one call the others.");
		}
		// One whose method answered null is of another type.
		return names.stream().map(this.factory::getBean).filter(type::isInstance).map(type::cast).findFirst();
	}

	private List<String> nearest(Class<?> type) {
		return NearestBeans.of(this.factory,
				List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.factory, type, true, false)));
	}

	/**
	 * What this throws is logged with the count of the items, so nothing vanishes.
	 */
	private final class Undelivered implements UndeliveredHandler {

		@Override
		public void undelivered(ProcessRef process, List<?> items, String reason) {
			bean().undelivered(process, items, reason);
		}

		@Override
		public void evicted(ProcessRef process, Object item) {
			bean().evicted(process, item);
		}

		private UndeliveredHandler bean() {
			return beans().undelivered
				.orElseThrow(() -> new IllegalStateException("The UndeliveredHandler bean is null"));
		}

	}

	private record Beans(List<ProcessListener> listeners, List<DeadLetterListener> deadLetters,
			Optional<UndeliveredHandler> undelivered, Optional<GiveUpHandler> giveUp) {

	}

}
