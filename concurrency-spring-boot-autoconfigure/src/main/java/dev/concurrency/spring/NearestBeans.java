package dev.concurrency.spring;

import java.util.List;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Decides between beans that fit equally well as Spring does where it injects one: those
 * that are no candidates do not count; the others of this context come before those of
 * its parents; of one context the primary one is preferred, and else the only one that is
 * no fallback. Creates no bean. Stateless.
 */
final class NearestBeans {

	private NearestBeans() {
	}

	/**
	 * What is left of several.
	 * @param names of beans here or in the parents
	 * @return one name if that decides it, else all that are equally near; none if there
	 * is no candidate
	 */
	static List<String> of(ConfigurableListableBeanFactory factory, List<String> names) {
		List<String> candidates = names.stream()
			.filter((name) -> factory.containsLocalBean(name) && isCandidate(factory, name))
			.toList();
		if (candidates.isEmpty()) {
			List<String> others = names.stream().filter((name) -> !factory.containsLocalBean(name)).toList();
			return (factory.getParentBeanFactory() instanceof ConfigurableListableBeanFactory parent)
					? of(parent, others) : others;
		}
		List<String> primary = candidates.stream()
			.filter((name) -> Preference.of(factory, name) == Preference.PRIMARY)
			.toList();
		List<String> preferred = !primary.isEmpty() ? primary
				: candidates.stream().filter((name) -> Preference.of(factory, name) != Preference.FALLBACK).toList();
		return (preferred.size() == 1) ? preferred : candidates;
	}

	/** The context of a bean, which may be a parent. */
	static ConfigurableListableBeanFactory owner(ConfigurableListableBeanFactory factory, String name) {
		return (!factory.containsLocalBean(name)
				&& factory.getParentBeanFactory() instanceof ConfigurableListableBeanFactory parent)
						? owner(parent, name) : factory;
	}

	/** Not the target of a scoped proxy, for example. */
	static boolean isCandidate(ConfigurableListableBeanFactory factory, String name) {
		return !factory.containsBeanDefinition(name) || factory.getMergedBeanDefinition(name).isAutowireCandidate();
	}

}
