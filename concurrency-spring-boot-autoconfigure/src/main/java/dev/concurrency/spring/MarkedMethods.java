package dev.concurrency.spring;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * The methods of beans that are marked to be run, in whatever way. To look at all methods
 * of all beans takes a while, so it is done once. Immutable.
 *
 * @param methods the methods
 */
record MarkedMethods(List<MarkedMethod> methods) {

	private static final Logger logger = LoggerFactory.getLogger(MarkedMethods.class);

	static MarkedMethods find(ConfigurableListableBeanFactory factory, List<CandidateBean> beans) {
		List<MarkedMethod> found = new ArrayList<>();
		for (CandidateBean bean : beans) {
			if (AnnotationUtils.isCandidateClass(bean.type(), ProcessMethod.class)
					&& factory.getMergedBeanDefinition(bean.name()).isAutowireCandidate()) {
				Class<?> user = ClassUtils.getUserClass(bean.type());
				of(user).forEach((method) -> found.add(new MarkedMethod(bean.name(), user, method)));
			}
		}
		return new MarkedMethods(List.copyOf(found));
	}

	private static Set<Method> of(Class<?> type) {
		try {
			return MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<@Nullable Boolean>) (
					method) -> AnnotatedElementUtils.hasAnnotation(method, ProcessMethod.class) ? Boolean.TRUE : null)
				.keySet();
		}
		catch (IllegalStateException ex) {
			// A bean that is never made may mention classes that are not there.
			logger.debug("{} is not looked at for methods that are processes", type, ex);
			return Set.of();
		}
	}

	/** Those that are marked in one way. */
	<A extends Annotation> List<BeanMethod<A>> with(Class<A> annotation) {
		List<BeanMethod<A>> found = new ArrayList<>();
		for (MarkedMethod marked : this.methods) {
			A mark = AnnotatedElementUtils.findMergedAnnotation(marked.method, annotation);
			if (mark != null) {
				found.add(new BeanMethod<>(marked.bean, marked.type, marked.method, mark));
			}
		}
		return found;
	}

	/** A method, the bean that has it, and the class of that. */
	record MarkedMethod(String bean, Class<?> type, Method method) {

	}

}
