package dev.concurrency.autoconfigure;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.registry.HealthContributorRegistry;

/**
 * Enters the health of a context that has no registry into the registry of its parent, if
 * that has one, which Boot does not do, and takes it out again when the context is
 * closed.
 */
final class InheritedHealthRegistration implements SmartInitializingSingleton, DisposableBean {

	private final ObjectProvider<HealthContributorRegistry> registry;

	private final String name;

	private final HealthContributor contributor;

	InheritedHealthRegistration(ObjectProvider<HealthContributorRegistry> registry, String name,
			HealthContributor contributor) {
		this.registry = registry;
		this.name = name;
		this.contributor = contributor;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.registry.ifAvailable((above) -> above.registerContributor(this.name, this.contributor));
	}

	@Override
	public void destroy() {
		this.registry.ifAvailable((above) -> above.unregisterContributor(this.name));
	}

}
