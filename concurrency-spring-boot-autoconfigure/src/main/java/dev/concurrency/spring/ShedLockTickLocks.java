package dev.concurrency.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.concurrency.worker.TickGuard;

/**
 * Locks with the {@link LockProvider} bean, which is not created before the first tick.
 * Thread-safe.
 */
public final class ShedLockTickLocks implements TickLocks {

	private final ConfigurableListableBeanFactory factory;

	/**
	 * Looks up nothing yet.
	 * @param factory holds the bean
	 */
	public ShedLockTickLocks(ConfigurableListableBeanFactory factory) {
		this.factory = factory;
	}

	@Override
	public TickGuard guard(String name, Duration atMostFor, Duration atLeastFor) {
		return new Guard(this.factory, provider(name), name, atMostFor, atLeastFor);
	}

	/** The name of the bean, which is not created. */
	private String provider(String lock) {
		List<String> names = NearestBeans.of(this.factory, List
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.factory, LockProvider.class, true, false)));
		if (names.isEmpty()) {
			throw new InvalidConfigurationException(
					"The lock '" + lock + "' cannot be taken: there is no LockProvider bean.",
					"Define a LockProvider of ShedLock, for example a JdbcTemplateLockProvider, or remove the lock.");
		}
		if (names.size() > 1) {
			throw new InvalidConfigurationException("The lock '" + lock
					+ "' cannot be taken: there are several LockProvider beans: " + String.join(", ", names) + ".",
					"Mark one of them as @Primary.");
		}
		return names.get(0);
	}

	/**
	 * Asks for the lock before each tick. A guard is the same as another that asks for
	 * the same.
	 *
	 * @param factory holds the provider
	 * @param bean the name of the provider
	 * @param name the name of the lock
	 * @param atMostFor after how long it is free though its holder has died
	 * @param atLeastFor how long it is kept at least
	 */
	private record Guard(ConfigurableListableBeanFactory factory, String bean, String name, Duration atMostFor,
			Duration atLeastFor) implements TickGuard {

		@Override
		public @Nullable Hold enter() {
			LockProvider provider = this.factory.getBean(this.bean, LockProvider.class);
			return provider.lock(new LockConfiguration(ClockProvider.now(), this.name, this.atMostFor, this.atLeastFor))
				.<@Nullable Hold>map((lock) -> lock::unlock)
				.orElse(null);
		}

		@Override
		public Map<String, Object> settings() {
			return Map.of("lock", this.name, TickGuard.AT_MOST_FOR, this.atMostFor, "lock-at-least-for",
					this.atLeastFor);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
