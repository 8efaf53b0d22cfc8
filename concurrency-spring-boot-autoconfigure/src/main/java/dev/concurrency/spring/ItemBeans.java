package dev.concurrency.spring;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Finds the bean that serves a sink by the type of its items: one for exactly that type,
 * else one for a supertype, else one whose definition does not reveal its type; among
 * several the one of this context before those of its parents, then the primary one.
 * Creates no bean. Stateless.
 */
final class ItemBeans {

	private ItemBeans() {
	}

	/**
	 * Finds the name of a bean.
	 * @param handlers all beans of the type
	 * @param type the interface, whose first type argument is that of the items
	 * @return null if there is none
	 * @throws InvalidConfigurationException if several fit equally well
	 */
	static @Nullable String find(ConfigurableListableBeanFactory factory, List<ProcessBean> handlers, Class<?> type,
			String sink, ResolvableType item) {
		for (Fit fit : Fit.values()) {
			List<String> fitting = handlers.stream()
				.filter((handler) -> Fit.of(handler.generic(0), item) == fit)
				.map(ProcessBean::name)
				.toList();
			List<String> nearest = NearestBeans.of(factory, fitting);
			if (!nearest.isEmpty() && fit != Fit.NOT) {
				return only(nearest, type, sink, item);
			}
		}
		return null;
	}

	/**
	 * Whether a bean may serve items of a type, if no other fits better.
	 */
	static boolean fits(ProcessBean handler, ResolvableType item) {
		return Fit.of(handler.generic(0), item) != Fit.NOT;
	}

	private static String only(List<String> nearest, Class<?> type, String sink, ResolvableType item) {
		if (nearest.size() == 1) {
			return nearest.get(0);
		}
		String names = nearest.stream().sorted().collect(Collectors.joining("', '", "'", "'"));
		throw new InvalidConfigurationException(
				"The sink '" + sink + "' has items of type " + item + ", for which there are several "
						+ type.getSimpleName() + " beans: " + names + ".",
				"Mark one of them as @Primary, or give them different item types.");
	}

	/** How well a handler fits an item, best first. */
	private enum Fit {

		EXACT, WIDER, UNKNOWN, NOT;

		static Fit of(ResolvableType handled, ResolvableType item) {
			if (handled.resolve() == null) {
				return UNKNOWN;
			}
			if (item.resolve() == null) {
				return (handled.resolve() == Object.class) ? WIDER : NOT;
			}
			if (handled.getType().equals(item.getType())) {
				return EXACT;
			}
			return handled.isAssignableFrom(item) ? WIDER : NOT;
		}

	}

}
