package dev.concurrency.spring;

import java.util.List;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Decides between beans that fit equally well as Spring does: those of this context come
 * before those of its parents, and among those of one context the primary one is
 * preferred. Creates no bean. Stateless.
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
		List<String> primary = own.stream().filter((name) -> isPrimary(factory, name)).toList();
		return (primary.size() == 1) ? primary : own;
	}

	/**
	 * What the user prefers, as far as a factory itself knows: a bean that was registered
	 * as an object has no definition.
	 */
	static boolean isPrimary(ConfigurableListableBeanFactory factory, String name) {
		return factory.containsBeanDefinition(name) && factory.getMergedBeanDefinition(name).isPrimary();
	}

}
