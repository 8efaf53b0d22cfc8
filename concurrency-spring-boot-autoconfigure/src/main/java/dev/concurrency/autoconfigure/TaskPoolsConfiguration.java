package dev.concurrency.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.BlockingTasks;
import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.CpuTasks;

/**
 * The pools of the runtime as beans. They are no executors: beside one Boot would have
 * none of its own.
 */
@Configuration(proxyBeanMethods = false)
class TaskPoolsConfiguration {

	// Injected, the runtime might be a parent's, if that has another name.

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	BlockingTasks concurrencyBlockingTasks(BeanFactory factory) {
		return factory.getBean(ConcurrencyRuntime.class).blocking();
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	CpuTasks concurrencyCpuTasks(BeanFactory factory) {
		return factory.getBean(ConcurrencyRuntime.class).cpu();
	}

}
