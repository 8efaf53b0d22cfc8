package dev.concurrency.spring;

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
 * prototype has one object for each sink. Stateless.
 */
final class SinkBeans {

	private final ConfigurableListableBeanFactory factory;

	private final SinkBean sink;

	SinkBeans(ConfigurableListableBeanFactory factory, SinkBean sink) {
		this.factory = factory;
		this.sink = sink;
	}

	/**
	 * Finds the handlers.
	 * @throws InvalidConfigurationException if one that the settings need is missing, or
	 * if several fit equally well
	 */
	SinkHandlers<Object> handlers(SinkSettings settings) {
		return new SinkHandlers<>(deadLetters(), (settings.lanes() > 1) ? laneKey(settings) : null,
				(settings.maxWeight() > 0) ? weigher(settings) : null);
	}

	private @Nullable DeadLetterHandler<Object> deadLetters() {
		Supplier<DeadLetterHandler<Object>> found = find(DeadLetterHandler.class);
		if (found == null) {
			return null;
		}
		SingletonSupplier<DeadLetterHandler<Object>> handler = SingletonSupplier.of(found);
		return (process, batch, cause) -> handler.obtain().deadLetter(process, batch, cause);
	}

	private LaneKey<Object> laneKey(SinkSettings settings) {
		return required("lanes: " + settings.lanes(), LaneKey.class,
				(SingletonSupplier<LaneKey<Object>> bean) -> (item) -> bean.obtain().of(item));
	}

	private Weigher<Object> weigher(SinkSettings settings) {
		return required("max-weight: " + settings.maxWeight(), Weigher.class,
				(SingletonSupplier<Weigher<Object>> bean) -> (item) -> bean.obtain().weigh(item));
	}

	/** Called for each item. */
	private <H> H required(String setting, Class<?> type, Function<SingletonSupplier<H>, H> use) {
		Supplier<H> bean = find(type);
		if (bean == null) {
			throw new InvalidConfigurationException(
					"The sink '" + this.sink.name() + "' has the setting " + setting + ", but there is no "
							+ type.getSimpleName() + " bean for its items of type " + this.sink.item() + ".",
					"Declare one: " + type.getSimpleName() + "<" + this.sink.item() + ">. The drain may be it.");
		}
		return use.apply(SingletonSupplier.of(bean));
	}

	private <H> @Nullable Supplier<H> find(Class<?> type) {
		return ItemBeans.find(this.factory, type, this.sink.name(), this.sink.item());
	}

}
