package dev.concurrency.spring;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.SmartInitializingSingleton;

import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.GiveUpHandler;
import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.UndeliveredHandler;

/**
 * Passes what the runtime reports to the user's beans, in their order. They are looked up
 * after all singletons are there, so they may inject the runtime and any handle.
 * Thread-safe.
 */
public final class UserCallbacks implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(UserCallbacks.class);

	private final ListableBeanFactory factory;

	// Looked up twice at worst, when something happens before all singletons are there.
	private volatile @Nullable Beans beans;

	/**
	 * Looks up nothing yet.
	 * @param factory holds the user's beans
	 */
	public UserCallbacks(ListableBeanFactory factory) {
		this.factory = factory;
	}

	/**
	 * Has a runtime report to the user's beans.
	 * @param builder builds the runtime
	 */
	public void register(ConcurrencyRuntimeBuilder builder) {
		builder.listener((event) -> all(beans().listeners, (listener) -> listener.onEvent(event)))
			.deadLetterListener((letter) -> all(beans().deadLetters, (listener) -> listener.onDeadLetter(letter)))
			.giveUpHandler((process, cause) -> beans().giveUp.ifPresent((handler) -> handler.gaveUp(process, cause)));
		// Without a bean the runtime's own handler is to write to the log.
		if (BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.factory, UndeliveredHandler.class, true,
				false).length > 0) {
			// What this throws is logged with the count of the items, so nothing
			// vanishes.
			builder.undeliveredHandler((process, items, reason) -> beans().undelivered
				.orElseThrow(() -> new IllegalStateException("The UndeliveredHandler bean is null"))
				.undelivered(process, items, reason));
		}
	}

	/**
	 * Looks the beans up.
	 * @throws InvalidConfigurationException if there are several where only one is told
	 */
	@Override
	public void afterSingletonsInstantiated() {
		beans();
	}

	/** One that fails does not keep the others from being told. */
	private static <L> void all(List<L> listeners, Consumer<L> call) {
		for (L listener : listeners) {
			try {
				call.accept(listener);
			}
			catch (Throwable ex) {
				logger.warn("{} failed", listener.getClass().getName(), ex);
			}
		}
	}

	private Beans beans() {
		Beans found = this.beans;
		if (found == null) {
			found = new Beans(ordered(ProcessListener.class), ordered(DeadLetterListener.class),
					single(UndeliveredHandler.class), single(GiveUpHandler.class));
			this.beans = found;
		}
		return found;
	}

	private <L> List<L> ordered(Class<L> type) {
		return this.factory.getBeanProvider(type).orderedStream().toList();
	}

	private <H> Optional<H> single(Class<H> type) {
		try {
			return Optional.ofNullable(this.factory.getBeanProvider(type).getIfAvailable());
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new InvalidConfigurationException(
					"There are several " + type.getSimpleName() + " beans, and only one can decide: " + names(ex) + ".",
					"Mark one of them as @Primary, or let one call the others.");
		}
	}

	private static String names(NoUniqueBeanDefinitionException ex) {
		Collection<String> names = ex.getBeanNamesFound();
		return (names != null) ? names.stream().sorted().collect(Collectors.joining("', '", "'", "'"))
				: String.valueOf(ex.getMessage());
	}

	private record Beans(List<ProcessListener> listeners, List<DeadLetterListener> deadLetters,
			Optional<UndeliveredHandler> undelivered, Optional<GiveUpHandler> giveUp) {

	}

}
