package dev.concurrency.spring;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;

import dev.concurrency.process.InstanceSource;

/**
 * Takes the object of each incarnation from a bean: always the same one when the bean is
 * a singleton, a new one when it is a prototype, which is destroyed after the
 * incarnation. The bean is not created before the first incarnation. Thread-safe.
 *
 * @param <T> the type of the object
 */
final class BeanInstanceSource<T> implements InstanceSource<T> {

	private final ConfigurableBeanFactory factory;

	private final String beanName;

	BeanInstanceSource(ConfigurableBeanFactory factory, String beanName) {
		this.factory = factory;
		this.beanName = beanName;
	}

	@Override
	@SuppressWarnings("unchecked")
	public T create() {
		return (T) this.factory.getBean(this.beanName);
	}

	@Override
	public void destroy(T instance) {
		if (this.factory.isPrototype(this.beanName)) {
			this.factory.destroyBean(this.beanName, instance);
		}
	}

}
