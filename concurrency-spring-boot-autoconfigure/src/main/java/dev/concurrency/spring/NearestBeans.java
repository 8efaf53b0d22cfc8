package dev.concurrency.spring;

import java.util.List;
import java.util.function.Predicate;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Decides between beans that fit equally well as Spring does: those of this context come
 * before those of its parents; of one context, those count that are candidates at all,
 * the primary one is preferred, and else the only one that is no fallback. Creates no
 * bean. Stateless.
 */
final class NearestBeans {

	private NearestBeans() {
	}

	/**
	 * What is left of several.
	 * @param names of beans here or in the parents
	 * @return one name if that decides it, else all that are equally near
	 */
	static List<String> of(ConfigurableListableBeanFactory factory, List<String> names) {
		List<String> own = names.stream().filter(factory::containsLocalBean).toList();
		if (own.isEmpty()) {
			return (factory.getParentBeanFactory() instanceof ConfigurableListableBeanFactory parent)
					? of(parent, names) : names;
		}
		List<String> candidates = orAll(own, (name) -> isCandidate(factory, name));
		List<String> primary = candidates.stream()
			.filter((name) -> Preference.of(factory, name) == Preference.PRIMARY)
			.toList();
		List<String> preferred = primary.isEmpty()
				? orAll(candidates, (name) -> Preference.of(factory, name) != Preference.FALLBACK) : primary;
		return (preferred.size() == 1) ? preferred : candidates;
	}

	private static List<String> orAll(List<String> names, Predicate<String> wanted) {
		List<String> found = names.stream().filter(wanted).toList();
		return found.isEmpty() ? names : found;
	}

	/** Not the target of a scoped proxy, for example. */
	static boolean isCandidate(ConfigurableListableBeanFactory factory, String name) {
		return !factory.containsBeanDefinition(name) || factory.getMergedBeanDefinition(name).isAutowireCandidate();
	}

}
