package dev.concurrency.spring;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.util.function.SingletonSupplier;

import dev.concurrency.sink.DeadLetterHandler;
import dev.concurrency.sink.LaneKey;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.sink.Weigher;

/**
 * Finds the beans that a sink calls besides its drain. Each is created once, when it is
 * used first, so it may inject any sink; a prototype has one object for each sink, which
 * serves all incarnations and is destroyed with the context. Thread-safe.
 */
final class SinkBeans {

	private static final Logger logger = LoggerFactory.getLogger(SinkBeans.class);

	private final ConfigurableListableBeanFactory factory;

	private final SettingsSource source;

	// Every sink may have one, and to find them means to look at all beans.
	private final SingletonSupplier<List<ProcessBean>> deadLetterHandlers;

	SinkBeans(ConfigurableListableBeanFactory factory, SettingsSource source) {
		this.factory = factory;
		this.source = source;
		this.deadLetterHandlers = SingletonSupplier.of(() -> ProcessBean.findAll(factory, DeadLetterHandler.class));
	}

	/**
	 * Finds the handlers of a sink.
	 * @throws InvalidConfigurationException if one that the settings need is missing, or
	 * if several fit equally well
	 */
	SinkHandlers<Object> handlers(SinkBean sink, SinkSettings settings) {
		DeadLetterHandler<Object> deadLetters = deadLetters(sink);
		return new SinkHandlers<>(deadLetters, (settings.lanes() > 1) ? laneKey(sink, settings) : null,
				(settings.maxWeight() > 0) ? weigher(sink, settings) : null,
				(deadLetters == null) ? advice(sink) : null);
	}

	/**
	 * Warns of handlers of dead letters that no sink has items for: as a rule they were
	 * meant for one that is there.
	 * @param sinks all of this context, those too that are not enabled
	 */
	void warnOfHandlersWithoutSink(List<SinkBean> sinks) {
		// A parent's handlers may all be for the sinks of its children.
		if (!sinks.isEmpty()) {
			this.deadLetterHandlers.obtain()
				.stream()
				.filter((handler) -> this.factory.containsLocalBean(handler.name())
						&& NearestBeans.isCandidate(this.factory, handler.name()))
				.filter((handler) -> sinks.stream().noneMatch((sink) -> ItemBeans.fits(handler, sink.item())))
				.forEach((handler) -> logger.warn(
						"The DeadLetterHandler bean '{}' is for items of type {}, which no sink of this context has, and"
								+ " is never called. There are: {}",
						handler.name(), handler.generic(0), items(sinks)));
		}
	}

	private static String items(List<SinkBean> sinks) {
		return sinks.stream()
			.map((sink) -> sink.name() + " of " + items(sink))
			.sorted()
			.collect(Collectors.joining(", "));
	}

	private static String items(SinkBean sink) {
		return (sink.item().resolve() != null) ? sink.item().toString() : "a type that its bean does not reveal";
	}

	/** Who has declared a handler needs to hear why it gets nothing. */
	private @Nullable String advice(SinkBean sink) {
		String others = this.deadLetterHandlers.obtain()
			.stream()
			.filter((handler) -> !ItemBeans.fits(handler, sink.item()))
			.map((handler) -> "'" + handler.name() + "' is for " + handler.generic(0))
			.sorted()
			.collect(Collectors.joining(", "));
		return others.isEmpty() ? null
				: "no DeadLetterHandler is for items of " + items(sink) + ", " + others + ": declare one to get them";
	}

	private @Nullable DeadLetterHandler<Object> deadLetters(SinkBean sink) {
		String bean = find(this.deadLetterHandlers.obtain(), DeadLetterHandler.class, sink);
		if (bean == null) {
			return null;
		}
		SingletonSupplier<DeadLetterHandler<Object>> handler = once(sink, bean, DeadLetterHandler.class);
		return (process, batch, cause) -> handler.obtain().deadLetter(process, batch, cause);
	}

	private LaneKey<Object> laneKey(SinkBean sink, SinkSettings settings) {
		return required(sink, "lanes", settings.lanes(), LaneKey.class,
				(SingletonSupplier<LaneKey<Object>> bean) -> (item) -> bean.obtain().of(item));
	}

	private Weigher<Object> weigher(SinkBean sink, SinkSettings settings) {
		return required(sink, "max-weight", settings.maxWeight(), Weigher.class,
				(SingletonSupplier<Weigher<Object>> bean) -> (item) -> bean.obtain().weigh(item));
	}

	/** Called for each item. */
	private <H> H required(SinkBean sink, String key, long value, Class<?> type,
			Function<SingletonSupplier<H>, H> use) {
		String bean = find(ProcessBean.findAll(this.factory, type), type, sink);
		if (bean == null) {
			throw new InvalidConfigurationException(
					"The sink '" + sink.name() + "' has the setting " + key + ": " + value + ", but there is no "
							+ type.getSimpleName() + " bean for its items of type " + sink.item() + "."
							+ this.source.sinkSetting(sink.name(), key),
					"Declare one: " + type.getSimpleName() + "<" + sink.item() + ">. The drain may be it.");
		}
		return use.apply(once(sink, bean, type));
	}

	private @Nullable String find(List<ProcessBean> beans, Class<?> type, SinkBean sink) {
		return ItemBeans.find(this.factory, beans, type, sink.name(), sink.item());
	}

	private <H> SingletonSupplier<H> once(SinkBean sink, String bean, Class<?> type) {
		ConfigurableListableBeanFactory owner = NearestBeans.owner(this.factory, bean);
		BeanInstanceSource<H> source = new BeanInstanceSource<>(owner, bean);
		return SingletonSupplier.of(() -> {
			H object = source.create();
			if (owner.isPrototype(bean)) {
				// Spring itself forgets a prototype.
				((DefaultSingletonBeanRegistry) this.factory)
					.registerDisposableBean(sink.name() + "." + type.getSimpleName(), () -> source.destroy(object));
			}
			return object;
		});
	}

}
