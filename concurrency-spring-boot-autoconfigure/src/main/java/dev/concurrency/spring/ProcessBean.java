package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

import dev.concurrency.process.InvalidNameException;
import dev.concurrency.process.ProcessPath;

/**
 * A bean of the user's, known by its definition only: finding out about it never creates
 * it.
 *
 * @param name its name
 * @param type the interface that it was looked for with, with the generics that its
 * definition reveals
 */
record ProcessBean(String name, ResolvableType type) {

	/**
	 * Finds beans of a type, except those that are not to be injected anywhere, such as
	 * the targets of scoped proxies.
	 * @throws InvalidConfigurationException if one has a name that no process can have
	 */
	static List<ProcessBean> find(ConfigurableListableBeanFactory factory, Class<?> type) {
		List<ProcessBean> beans = new ArrayList<>();
		for (String name : factory.getBeanNamesForType(type, true, false)) {
			if (NearestBeans.isCandidate(factory, name)) {
				requireProcessName(name);
				beans.add(new ProcessBean(name, typeOf(factory, name, type)));
			}
		}
		return beans;
	}

	/** Finds beans of a type here and in the parents, under any name. */
	static List<ProcessBean> findAll(ConfigurableListableBeanFactory factory, Class<?> type) {
		List<ProcessBean> beans = new ArrayList<>();
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(factory, type, true, false)) {
			beans.add(new ProcessBean(name, typeOf(factory, name, type)));
		}
		return beans;
	}

	/** The type argument at a position, NONE when the definition does not reveal it. */
	ResolvableType generic(int index) {
		ResolvableType generic = this.type.getGeneric(index);
		return (generic.resolve() != null) ? generic : ResolvableType.NONE;
	}

	/** What the user prefers among drains is preferred among sinks too. */
	Preference preference(ConfigurableListableBeanFactory factory) {
		return Preference.of(factory, this.name);
	}

	/** A definition knows more generics than the class of a lambda or proxy does. */
	private static ResolvableType typeOf(ConfigurableListableBeanFactory factory, String name, Class<?> type) {
		if (factory.containsBeanDefinition(name)) {
			BeanDefinition definition = factory.getMergedBeanDefinition(name);
			String target = targetOf(definition);
			if (target != null) {
				return typeOf(factory, target, type);
			}
			ResolvableType declared = definition.getResolvableType().as(type);
			if (declared.hasGenerics()) {
				return declared;
			}
		}
		Class<?> actual = factory.getType(name, false);
		return (actual != null) ? ResolvableType.forClass(actual).as(type) : ResolvableType.NONE;
	}

	/** The bean that a scoped proxy stands for, null for any other. */
	private static @Nullable String targetOf(BeanDefinition definition) {
		BeanDefinitionHolder decorated = (definition instanceof RootBeanDefinition root) ? root.getDecoratedDefinition()
				: null;
		return (decorated != null) ? decorated.getBeanName() : null;
	}

	private static void requireProcessName(String name) {
		try {
			ProcessPath.ROOT.child(name);
		}
		catch (InvalidNameException ex) {
			throw new InvalidConfigurationException("The bean '" + name + "' cannot be run: " + ex.getMessage() + ".",
					"Give the bean another name.");
		}
	}

}
