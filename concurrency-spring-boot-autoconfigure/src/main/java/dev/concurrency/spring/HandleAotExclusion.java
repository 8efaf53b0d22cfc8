package dev.concurrency.spring;

import org.springframework.beans.factory.aot.BeanRegistrationExcludeFilter;
import org.springframework.beans.factory.support.RegisteredBean;

/**
 * Keeps handles out of the code that is generated ahead of time: the registrar is part of
 * that code and registers them at start.
 */
final class HandleAotExclusion implements BeanRegistrationExcludeFilter {

	@Override
	public boolean isExcludedFromAotProcessing(RegisteredBean registeredBean) {
		return registeredBean.getMergedBeanDefinition().hasAttribute(Handles.ATTRIBUTE);
	}

}
