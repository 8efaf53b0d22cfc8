package dev.concurrency.spring;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.sink.SinkDrain;

/**
 * A method with {@link SinkListener}, known by the definition of its bean only: finding
 * it creates no bean.
 *
 * @param bean the bean that has it
 * @param type the class of the bean
 * @param method the method
 * @param sink the name of the sink, as it is written
 */
record ListenerMethod(String bean, Class<?> type, Method method, String sink) {

	static List<ListenerMethod> find(ConfigurableListableBeanFactory factory) {
		List<ListenerMethod> listeners = new ArrayList<>();
		for (String bean : factory.getBeanDefinitionNames()) {
			Class<?> type = factory.getType(bean, false);
			if (type != null && AnnotationUtils.isCandidateClass(type, SinkListener.class)
					&& factory.getMergedBeanDefinition(bean).isAutowireCandidate()) {
				Class<?> user = ClassUtils.getUserClass(type);
				methods(user).forEach((method, sink) -> listeners.add(new ListenerMethod(bean, user, method, sink)));
			}
		}
		return listeners;
	}

	private static Map<Method, String> methods(Class<?> type) {
		return MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<@Nullable String>) (method) -> {
					SinkListener annotation = AnnotatedElementUtils.findMergedAnnotation(method, SinkListener.class);
					return (annotation != null) ? annotation.value() : null;
				});
	}

	/**
	 * The sink whose batches it writes.
	 * @throws InvalidConfigurationException if the method or the name cannot be used
	 */
	SinkBean sink(ConfigurableListableBeanFactory factory) {
		String name = name(factory);
		return new SinkBean(name, this.bean, item(), new Source(new BeanInstanceSource<>(factory, this.bean)));
	}

	private String name(ConfigurableListableBeanFactory factory) {
		try {
			// The bean factory itself resolves nothing before its post-processors are
			// through.
			String name = factory.getBean(Environment.class).resolveRequiredPlaceholders(this.sink);
			return ProcessPath.ROOT.child(name).name();
		}
		catch (ConcurrencyException | IllegalArgumentException ex) {
			throw new InvalidConfigurationException(
					"The name of the sink of " + this + " cannot be used: " + ex.getMessage() + ".",
					"Correct the value of @SinkListener.");
		}
	}

	private ResolvableType item() {
		if (this.method.getParameterCount() != 1 || this.method.getParameterTypes()[0] != List.class) {
			throw new InvalidConfigurationException(this + " is a @SinkListener, but does not take batches.",
					"Give it one parameter, the batch: List<T>, where T is the type of the items.");
		}
		if (this.method.getReturnType() != void.class) {
			throw new InvalidConfigurationException(
					this + " is a @SinkListener, but returns something, for which nobody would wait.",
					"Declare it void, and have it return when the batch is written.");
		}
		ResolvableType item = ResolvableType.forMethodParameter(this.method, 0, this.type).getGeneric(0);
		return (item.resolve() != null) ? item : ResolvableType.NONE;
	}

	@Override
	public String toString() {
		return ClassUtils.getShortName(this.type) + "." + this.method.getName() + " (bean '" + this.bean + "')";
	}

	/** Makes a drain of each object that has the method. */
	private final class Source implements InstanceSource<Drain> {

		private final InstanceSource<Object> beans;

		Source(InstanceSource<Object> beans) {
			this.beans = beans;
		}

		@Override
		public Drain create() throws Exception {
			return new Drain(this.beans.create());
		}

		@Override
		public void destroy(Drain drain) throws Exception {
			this.beans.destroy(drain.target);
		}

	}

	private final class Drain implements SinkDrain<Object> {

		private final Object target;

		private final Method invocable;

		Drain(Object target) {
			this.target = target;
			// The bean may be a proxy that has the method of an interface only.
			this.invocable = AopUtils.selectInvocableMethod(ListenerMethod.this.method, target.getClass());
			ReflectionUtils.makeAccessible(this.invocable);
		}

		@Override
		public void drain(List<Object> batch) throws Exception {
			try {
				this.invocable.invoke(this.target, batch);
			}
			catch (InvocationTargetException ex) {
				if (ex.getCause() instanceof Error error) {
					throw error;
				}
				throw (ex.getCause() instanceof Exception cause) ? cause : ex;
			}
		}

	}

}
