package dev.concurrency.spring;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.worker.Schedule;

/**
 * A method that is marked to be run, known by the definition of its bean only: finding it
 * creates no bean.
 *
 * @param <A> what marks it
 * @param bean the bean that has it
 * @param type the class of the bean
 * @param method the method
 * @param annotation how it is marked
 */
record BeanMethod<A extends Annotation>(String bean, Class<?> type, Method method, A annotation) {

	/**
	 * What is written in the annotation, with its placeholders filled in.
	 * @throws IllegalArgumentException if there is no value for one
	 */
	static String resolve(ConfigurableListableBeanFactory factory, String written) {
		// The bean factory itself resolves nothing before its post-processors are
		// through.
		return factory.getBean(Environment.class).resolveRequiredPlaceholders(written);
	}

	/**
	 * The name of the process.
	 * @param written the name in the annotation
	 * @throws InvalidConfigurationException if no process can have it
	 */
	String processName(ConfigurableListableBeanFactory factory, String kind, String written) {
		try {
			return ProcessPath.ROOT.child(resolve(factory, written)).name();
		}
		catch (ConcurrencyException | IllegalArgumentException ex) {
			throw refused("The name of the " + kind + " of " + this + " cannot be used: " + ex.getMessage() + ".");
		}
	}

	/**
	 * Whether the process is started along with its supervisor.
	 * @param written what the annotation says
	 * @return null if it says nothing
	 * @throws InvalidConfigurationException if it says something else
	 */
	@Nullable Boolean autoStartup(ConfigurableListableBeanFactory factory, String written) {
		String text = autoStartupText(factory, written);
		return switch (text) {
			case "" -> null;
			case "true" -> Boolean.TRUE;
			case "false" -> Boolean.FALSE;
			default -> throw refused("autoStartup of " + this + " is neither true nor false: " + text + ".");
		};
	}

	private String autoStartupText(ConfigurableListableBeanFactory factory, String written) {
		try {
			return resolve(factory, written).strip().toLowerCase(Locale.ROOT);
		}
		catch (IllegalArgumentException ex) {
			throw refused("autoStartup of " + this + " cannot be used: " + ex.getMessage() + ".");
		}
	}

	private InvalidConfigurationException refused(String description) {
		return new InvalidConfigurationException(description,
				"Correct the value of @" + this.annotation.annotationType().getSimpleName() + ".");
	}

	/** What the annotation says about the process. */
	Annotated annotated(@Nullable Schedule schedule, @Nullable Boolean autoStartup) {
		return new Annotated("@" + this.annotation.annotationType().getSimpleName() + " on " + this, schedule,
				autoStartup);
	}

	/** Its place among siblings, null if it has none of its own. */
	@Nullable Integer order() {
		Order order = AnnotatedElementUtils.findMergedAnnotation(this.method, Order.class);
		return (order != null) ? order.value() : null;
	}

	/** Whether it, or else its bean, is marked as what is preferred, or is not. */
	Preference preference(ConfigurableListableBeanFactory factory) {
		if (AnnotatedElementUtils.hasAnnotation(this.method, Primary.class)) {
			return Preference.PRIMARY;
		}
		return AnnotatedElementUtils.hasAnnotation(this.method, Fallback.class) ? Preference.FALLBACK
				: Preference.of(factory, this.bean);
	}

	@Override
	public String toString() {
		return ClassUtils.getShortName(this.type) + "." + this.method.getName() + " (bean '" + this.bean + "')";
	}

}
