package dev.concurrency.autoconfigure;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.process.ContextCarrier;
import dev.concurrency.tracing.SnapshotCarrier;
import dev.concurrency.tracing.TraceCarrier;

/**
 * {@link AutoConfiguration Auto-configuration} for what carries contexts and traces from
 * who pushes, tells or submits to who drains, handles or runs. Only on demand.
 */
@AutoConfiguration
@ConditionalOnClass(ContextSnapshotFactory.class)
@ConditionalOnBooleanProperty(name = "concurrency.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("concurrency.propagate-context")
public final class ConcurrencyTracingAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Tracer.class)
	static class WithTracing {

		@Bean
		@ConditionalOnMissingBean
		ContextCarrier concurrencyContextCarrier(ObjectProvider<Tracer> tracers) {
			ContextCarrier snapshots = new SnapshotCarrier(ContextRegistry.getInstance());
			Tracer tracer = tracers.getIfAvailable();
			return (tracer != null) ? new TraceCarrier(snapshots, tracer) : snapshots;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("io.micrometer.tracing.Tracer")
	static class WithoutTracing {

		@Bean
		@ConditionalOnMissingBean
		ContextCarrier concurrencyContextCarrier() {
			return new SnapshotCarrier(ContextRegistry.getInstance());
		}

	}

}
