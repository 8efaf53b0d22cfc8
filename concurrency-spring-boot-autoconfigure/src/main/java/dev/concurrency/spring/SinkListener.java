package dev.concurrency.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Marks a method that writes the batches of a sink: {@code void write(List<T> batch)}. It
 * is what {@link dev.concurrency.sink.SinkDrain#drain} is, so it owns its resources, may
 * block and may throw anything, but no {@code open()}, {@code flush()} and
 * {@code close()}: a batch counts as written when the method returns, and to flush the
 * sink means no more than that. The sink becomes a {@code BackgroundSink<T>} bean with
 * its name as the qualifier.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
@ProcessMethod
public @interface SinkListener {

	/**
	 * The name of the sink, also in the settings; may hold placeholders.
	 * @return a name
	 */
	String value();

	/**
	 * Whether the sink is started along with its supervisor, {@code true} or
	 * {@code false}; may hold placeholders. Its settings, or their {@code base-config},
	 * count more, those of {@code configs.default} less.
	 * @return a boolean; empty to leave it to the settings
	 */
	String autoStartup() default "";

}
