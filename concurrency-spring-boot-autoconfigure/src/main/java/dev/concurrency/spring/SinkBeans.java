package dev.concurrency.spring;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.function.SingletonSupplier;

import dev.concurrency.sink.DeadLetterHandler;
import dev.concurrency.sink.LaneKey;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.sink.Weigher;

/**
 * Finds the beans that a sink calls besides its drain. Each is looked up once, so that a
 * prototype has one object for each sink. Thread-safe.
 */
final class SinkBeans {

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
		return new SinkHandlers<>(deadLetters(sink), (settings.lanes() > 1) ? laneKey(sink, settings) : null,
				(settings.maxWeight() > 0) ? weigher(sink, settings) : null);
	}

	private @Nullable DeadLetterHandler<Object> deadLetters(SinkBean sink) {
		Supplier<DeadLetterHandler<Object>> found = find(this.deadLetterHandlers.obtain(), DeadLetterHandler.class,
				sink);
		if (found == null) {
			return null;
		}
		SingletonSupplier<DeadLetterHandler<Object>> handler = SingletonSupplier.of(found);
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
		Supplier<H> bean = find(ProcessBean.findAll(this.factory, type), type, sink);
		if (bean == null) {
			throw new InvalidConfigurationException(
					"The sink '" + sink.name() + "' has the setting " + key + ": " + value + ", but there is no "
							+ type.getSimpleName() + " bean for its items of type " + sink.item() + "."
							+ this.source.sinkSetting(sink.name(), key),
					"Declare one: " + type.getSimpleName() + "<" + sink.item() + ">. The drain may be it.");
		}
		return use.apply(SingletonSupplier.of(bean));
	}

	private <H> @Nullable Supplier<H> find(List<ProcessBean> beans, Class<?> type, SinkBean sink) {
		return ItemBeans.find(this.factory, beans, type, sink.name(), sink.item());
	}

}
