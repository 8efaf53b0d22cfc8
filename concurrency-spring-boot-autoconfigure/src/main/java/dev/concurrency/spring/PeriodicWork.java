package dev.concurrency.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Marks a method that does the work of a worker: {@code void work()} or
 * {@code void work(TickContext tick)}. It is what
 * {@link dev.concurrency.worker.PeriodicTask#tick} is, so it may block and may throw
 * anything. The worker becomes a {@code PeriodicWorker} bean with its name as the
 * qualifier.
 * <p>
 * At most one schedule is given here. One in the settings of the worker, or in their
 * {@code base-config}, counts more; one of {@code configs.default} counts less. All
 * values may hold placeholders.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
@ProcessMethod
public @interface PeriodicWork {

	/**
	 * The name of the worker, also in the settings.
	 * @return a name
	 */
	String name();

	/**
	 * From the start of one tick to the start of the next, as in {@code 10s}.
	 * @return a duration; empty for none
	 */
	String every() default "";

	/**
	 * From the end of one tick to the start of the next, as in {@code 10s}.
	 * @return a duration; empty for none
	 */
	String fixedDelay() default "";

	/**
	 * At whole periods after the first tick, as in {@code 10s}.
	 * @return a duration; empty for none
	 */
	String fixedRate() default "";

	/**
	 * At the times of a cron expression of Spring's, with six fields.
	 * @return an expression; empty for none
	 */
	String cron() default "";

	/**
	 * The time zone of {@link #cron()}.
	 * @return the id of a zone; empty for that of the machine
	 */
	String zone() default "";

	/**
	 * Whether the worker is started along with its supervisor, {@code true} or
	 * {@code false}; may hold placeholders. Its settings, or their {@code base-config},
	 * count more, those of {@code configs.default} less.
	 * @return a boolean; empty to leave it to the settings
	 */
	String autoStartup() default "";

}
