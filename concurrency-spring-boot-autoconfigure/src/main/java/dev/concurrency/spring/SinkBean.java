package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

import dev.concurrency.process.InstanceSource;
import dev.concurrency.sink.SinkDrain;

/**
 * A sink that the user's beans ask for.
 *
 * @param name its name
 * @param bean the bean that writes its batches
 * @param item the type of its items, NONE when the definition does not reveal it
 * @param drains gives each incarnation its drain
 * @param annotation reads what its annotation says by now, null if it has none
 * @param order its place among its siblings, null for that of its bean
 * @param preference whether its handle is preferred where several fit
 */
record SinkBean(String name, String bean, ResolvableType item, InstanceSource<? extends SinkDrain<Object>> drains,
		@Nullable Supplier<Annotated> annotation, @Nullable Integer order, Preference preference) {

	/**
	 * Finds the drains and the methods that are one.
	 * @throws InvalidConfigurationException if two have one name, or one cannot be used
	 */
	static List<SinkBean> find(ConfigurableListableBeanFactory factory, MarkedMethods methods) {
		List<SinkBean> sinks = new ArrayList<>();
		for (ProcessBean drain : ProcessBean.find(factory, SinkDrain.class)) {
			sinks.add(new SinkBean(drain.name(), drain.name(), drain.generic(0),
					new BeanInstanceSource<SinkDrain<Object>>(factory, drain.name()), null, null,
					drain.preference(factory)));
		}
		for (ListenerMethod listener : ListenerMethod.find(methods)) {
			SinkBean sink = listener.sink(factory);
			sinks.stream().filter((other) -> other.name.equals(sink.name)).findFirst().ifPresent((other) -> {
				throw new InvalidConfigurationException("There are two sinks with the name '" + sink.name + "': "
						+ listener + " and the bean '" + other.bean + "'.", "Give one of them another name.");
			});
			sinks.add(sink);
		}
		return List.copyOf(sinks);
	}

	/**
	 * What its annotation says, with the placeholders as they are filled in by now; null
	 * if it has none.
	 * @throws InvalidConfigurationException if that cannot be used
	 */
	@Nullable Annotated annotated() {
		return (this.annotation != null) ? this.annotation.get() : null;
	}

}
