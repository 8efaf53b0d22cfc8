package dev.concurrency.actuate;

import java.util.HashSet;
import java.util.Set;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@link OperationInvokerAdvisor} that refuses writes of the {@link ConcurrencyEndpoint}
 * with members that nobody knows: Actuator drops these, and a misspelt one would be
 * answered as if it had been heard.
 */
@RegisterReflectionForBinding(Problem.class)
public final class StrictMembers implements OperationInvokerAdvisor {

	private static final EndpointId ENDPOINT = EndpointId.of("concurrency");

	private static final Set<String> SELECTORS = Set.of("kind", "name");

	/** Knows the members of the endpoint. */
	public StrictMembers() {
	}

	@Override
	public OperationInvoker apply(EndpointId endpoint, OperationType type, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!endpoint.equals(ENDPOINT) || type != OperationType.WRITE) {
			return invoker;
		}
		return (context) -> {
			Set<String> unknown = new HashSet<>(context.getArguments().keySet());
			unknown.removeAll(Operation.MEMBERS);
			unknown.removeAll(SELECTORS);
			return unknown.isEmpty() ? invoker.invoke(context) : new WebEndpointResponse<>(
					new Problem(Operation.unknownMembers(unknown)), WebEndpointResponse.STATUS_BAD_REQUEST);
		};
	}

}
