package dev.concurrency.spring;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.OrderUtils;

/**
 * The order of a bean that is known without it, which counts more than what it says
 * itself once it is there. Stateless.
 */
final class DefinedOrder {

	private DefinedOrder() {
	}

	/** What its definition says, or the method that makes it; null for nothing. */
	static @Nullable Integer of(ConfigurableListableBeanFactory factory, String name) {
		if (!factory.containsBeanDefinition(name)) {
			return null;
		}
		BeanDefinition definition = factory.getMergedBeanDefinition(name);
		if (definition.getAttribute(AbstractBeanDefinition.ORDER_ATTRIBUTE) instanceof Integer order) {
			return order;
		}
		Method method = (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
		return (method != null) ? OrderUtils.getOrder(method) : null;
	}

	/** The same, or else what its class says. */
	static @Nullable Integer withClass(ConfigurableListableBeanFactory factory, String name) {
		Integer order = of(factory, name);
		Class<?> type = (order == null) ? factory.getType(name, false) : null;
		return (type != null) ? OrderUtils.getOrder(type) : order;
	}

}
