package dev.concurrency.spring;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Function;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ReflectionUtils;

import dev.concurrency.process.InstanceSource;

/** Calls a method of one object. Thread-safe. */
abstract class BeanMethodCall {

	private final Object target;

	private final Method invocable;

	BeanMethodCall(BeanMethod<?> method, Object target) {
		this.target = target;
		// The bean may be a proxy that has the method of an interface only.
		this.invocable = AopUtils.selectInvocableMethod(method.method(), target.getClass());
		ReflectionUtils.makeAccessible(this.invocable);
	}

	/** Calls it and throws what it throws. */
	final void call(Object... arguments) throws Exception {
		try {
			this.invocable.invoke(this.target, arguments);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
	}

	/** Makes a call for each object that the bean gives. */
	static <C extends BeanMethodCall> InstanceSource<C> source(ConfigurableListableBeanFactory factory, String bean,
			Function<Object, C> calls) {
		return new Source<>(new BeanInstanceSource<>(factory, bean), calls);
	}

	private record Source<C extends BeanMethodCall>(InstanceSource<Object> beans,
			Function<Object, C> calls) implements InstanceSource<C> {

		@Override
		public C create() throws Exception {
			return this.calls.apply(this.beans.create());
		}

		@Override
		public void destroy(C call) throws Exception {
			BeanMethodCall made = call;
			this.beans.destroy(made.target);
		}

	}

}
