package dev.concurrency.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Marks an {@link dev.concurrency.actor.Actor}: a component of prototype scope, so that
 * each restart begins with a fresh one.
 * <p>
 * The bean {@code board} becomes an {@code ActorRef<M>} named {@code boardActor} or, when
 * {@link #keyed() keyed}, an {@code ActorGroup<K, M>} named {@code boardGroup}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
public @interface ActorComponent {

	/**
	 * The name of the bean, which is also the name of the actor in the settings.
	 * @return the name; empty for the class name with a small first letter
	 */
	@AliasFor(annotation = Component.class)
	String value() default "";

	/**
	 * Whether there is one actor for each key instead of a single one. An actor finds its
	 * key in {@link dev.concurrency.actor.ActorContext#key}.
	 * @return true for a group
	 */
	boolean keyed() default false;

	/**
	 * The type of the keys of a group.
	 * @return a type with {@code equals} and {@code hashCode}
	 */
	Class<?> keyType() default String.class;

}
