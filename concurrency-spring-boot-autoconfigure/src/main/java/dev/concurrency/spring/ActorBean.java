package dev.concurrency.spring;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

import dev.concurrency.actor.Actor;

/**
 * An actor of the user's.
 *
 * @param bean the bean
 * @param keyType the type of the keys, null for a single actor
 */
record ActorBean(ProcessBean bean, @Nullable Class<?> keyType) {

	/**
	 * Finds the actors.
	 * @throws InvalidConfigurationException if one is no prototype, or handles nothing
	 */
	static List<ActorBean> find(ConfigurableListableBeanFactory factory, List<CandidateBean> candidates) {
		requireHandlers(factory, candidates);
		return ProcessBean.find(factory, Actor.class).stream().map((bean) -> of(factory, bean)).toList();
	}

	/**
	 * What is marked as an actor and is none would be there in silence, without a handle.
	 */
	private static void requireHandlers(ConfigurableListableBeanFactory factory, List<CandidateBean> candidates) {
		for (CandidateBean bean : candidates) {
			if (!Actor.class.isAssignableFrom(bean.type())
					&& AnnotatedElementUtils.isAnnotated(bean.type(), ActorComponent.class)) {
				throw new InvalidConfigurationException(
						"The bean '" + bean.name() + "'" + definedIn(factory, bean.name())
								+ " is an @ActorComponent, but "
								+ ClassUtils.getShortName(ClassUtils.getUserClass(bean.type()))
								+ " has no method that handles messages: it is no Actor.",
						"Let it implement dev.concurrency.actor.Actor<M>, where M is the type of its messages, or annotate"
								+ " it with @Component.");
			}
		}
	}

	private static ActorBean of(ConfigurableListableBeanFactory factory, ProcessBean bean) {
		if (!factory.isPrototype(bean.name())) {
			throw new InvalidConfigurationException(notPrototype(factory, bean.name()),
					"Annotate its class with @ActorComponent in place of @Component, or its @Bean method with"
							+ " @Scope(\"prototype\"). What must survive a restart belongs into another bean.");
		}
		ActorComponent annotation = factory.findAnnotationOnBean(bean.name(), ActorComponent.class, false);
		return new ActorBean(bean, (annotation != null && annotation.keyed())
				? ClassUtils.resolvePrimitiveIfNecessary(annotation.keyType()) : null);
	}

	private static String notPrototype(ConfigurableListableBeanFactory factory, String name) {
		return "The actor bean '" + name + "'" + definedIn(factory, name)
				+ " is not of prototype scope: after a failure it would go on with the state that made it fail,"
				+ " where a restart is to begin with a fresh actor.";
	}

	private static String definedIn(ConfigurableListableBeanFactory factory, String name) {
		String where = factory.containsBeanDefinition(name)
				? factory.getMergedBeanDefinition(name).getResourceDescription() : null;
		return (where != null) ? ", defined in " + where + "," : "";
	}

}
