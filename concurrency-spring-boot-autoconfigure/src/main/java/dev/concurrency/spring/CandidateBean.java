package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * A bean that may carry annotations of ours, since it is none of Spring's own; known by
 * its definition only.
 *
 * @param name its name
 * @param type its class
 */
record CandidateBean(String name, Class<?> type) {

	static List<CandidateBean> find(ConfigurableListableBeanFactory factory) {
		List<CandidateBean> beans = new ArrayList<>();
		for (String name : factory.getBeanDefinitionNames()) {
			Class<?> type = factory.getType(name, false);
			if (type != null && !isOfSpring(type) && !factory.getMergedBeanDefinition(name).isAbstract()) {
				beans.add(new CandidateBean(name, type));
			}
		}
		return beans;
	}

	/** Whether a class is part of Spring Boot, or of Spring and no component. */
	private static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.boot.")
				|| (type.getName().startsWith("org.springframework.")
						&& !AnnotatedElementUtils.isAnnotated(ClassUtils.getUserClass(type), Component.class));
	}

}
