package dev.concurrency.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;

import dev.concurrency.ConcurrencyRuntime;

/**
 * Warns of beans with a life of their own that inject a process and outlive it: what they
 * push or tell before the processes start and after they have stopped is refused.
 */
public final class PhaseCheck implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(PhaseCheck.class);

	private final ConfigurableListableBeanFactory factory;

	/**
	 * Looks at nothing yet.
	 * @param factory knows who injects what
	 */
	public PhaseCheck(ConfigurableListableBeanFactory factory) {
		this.factory = factory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.factory.getBeanNamesForType(ConcurrencyRuntime.class, true, false)) {
			check(name);
		}
		for (String name : this.factory.getBeanDefinitionNames()) {
			if (this.factory.getBeanDefinition(name).hasAttribute(Handles.ATTRIBUTE)) {
				check(name);
			}
		}
	}

	private void check(String handle) {
		for (String name : this.factory.getDependentBeans(handle)) {
			if (this.factory.getSingleton(name) instanceof Lifecycle bean && phase(bean) < ConcurrencyLifecycle.PHASE) {
				logger.warn(
						"The bean '{}' has the phase {} and injects {}: it starts before the processes and stops after them,"
								+ " when they refuse everything. Give it a phase above {}.",
						name, phase(bean), handle, ConcurrencyLifecycle.PHASE);
			}
		}
	}

	/** As Spring takes it. */
	private static int phase(Lifecycle bean) {
		return (bean instanceof Phased phased) ? phased.getPhase() : 0;
	}

}
