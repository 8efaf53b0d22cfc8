package dev.concurrency.spring;

import java.util.List;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

import dev.concurrency.sink.SinkDrain;

/**
 * A method with {@link SinkListener}.
 *
 * @param method the method
 */
record ListenerMethod(BeanMethod<SinkListener> method) {

	static List<ListenerMethod> find(MarkedMethods methods) {
		return methods.with(SinkListener.class).stream().map(ListenerMethod::new).toList();
	}

	/**
	 * The sink whose batches it writes.
	 * @throws InvalidConfigurationException if the method or the name cannot be used
	 */
	SinkBean sink(ConfigurableListableBeanFactory factory) {
		String name = this.method.processName(factory, "sink", this.method.annotation().value());
		String bean = this.method.bean();
		return new SinkBean(name, bean, item(), BeanMethodCall.source(factory, bean, Drain::new),
				() -> this.method.annotated(null,
						this.method.autoStartup(factory, this.method.annotation().autoStartup())),
				this.method.order(), this.method.preference(factory));
	}

	private ResolvableType item() {
		Class<?>[] parameters = this.method.method().getParameterTypes();
		if (parameters.length != 1 || parameters[0] != List.class) {
			throw new InvalidConfigurationException(this + " is a @SinkListener, but does not take batches.",
					"Give it one parameter, the batch: List<T>, where T is the type of the items.");
		}
		if (this.method.method().getReturnType() != void.class) {
			throw new InvalidConfigurationException(
					this + " is a @SinkListener, but returns something, for which nobody would wait.",
					"Declare it void, and have it return when the batch is written.");
		}
		ResolvableType item = ResolvableType.forMethodParameter(this.method.method(), 0, this.method.type())
			.getGeneric(0);
		return (item.resolve() != null) ? item : ResolvableType.NONE;
	}

	@Override
	public String toString() {
		return this.method.toString();
	}

	private final class Drain extends BeanMethodCall implements SinkDrain<Object> {

		Drain(Object target) {
			super(ListenerMethod.this.method, target);
		}

		@Override
		public void drain(List<Object> batch) throws Exception {
			call(batch);
		}

	}

}
