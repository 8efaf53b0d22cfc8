package dev.concurrency.spring;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Which of several beans the user prefers, as Spring knows it. */
enum Preference {

	/** It comes before the others. */
	PRIMARY,

	/** Nothing is said. */
	USUAL,

	/** The others come before it. */
	FALLBACK;

	/**
	 * What is said of a bean, as far as a factory itself knows: a bean that was
	 * registered as an object has no definition.
	 */
	static Preference of(ConfigurableListableBeanFactory factory, String name) {
		if (!factory.containsBeanDefinition(name)) {
			return USUAL;
		}
		BeanDefinition definition = factory.getMergedBeanDefinition(name);
		if (definition.isPrimary()) {
			return PRIMARY;
		}
		return definition.isFallback() ? FALLBACK : USUAL;
	}

	/** Has it said of another bean. */
	void applyTo(BeanDefinition definition) {
		definition.setPrimary(this == PRIMARY);
		definition.setFallback(this == FALLBACK);
	}

}
