package dev.concurrency.actuate;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@link OperationInvokerAdvisor} that refuses requests to the
 * {@link ConcurrencyEndpoint} that Actuator would mistake. It drops members of a body
 * that nobody knows, so that a misspelt one would be answered as if it had been heard;
 * and it takes what is called like a selector from the body or the query before the path,
 * so that a request to one process would act on another. Stateless.
 */
@RegisterReflectionForBinding(Problem.class)
public final class StrictMembers implements OperationInvokerAdvisor {

	private static final EndpointId ENDPOINT = EndpointId.of("concurrency");

	/** Knows the members of the endpoint. */
	public StrictMembers() {
	}

	@Override
	public OperationInvoker apply(EndpointId endpoint, OperationType type, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!endpoint.equals(ENDPOINT)) {
			return invoker;
		}
		Set<String> members = names(parameters, String.class);
		Set<String> paths = names(parameters, String[].class);
		return (context) -> {
			Map<String, Object> arguments = context.getArguments();
			Set<String> refused = new TreeSet<>();
			if (type == OperationType.WRITE) {
				refused.addAll(arguments.keySet());
				refused.removeAll(members);
				refused.removeAll(paths);
			}
			// The path comes as an array; a body or a query has none.
			paths.stream().filter((path) -> !(arguments.get(path) instanceof String[])).forEach(refused::add);
			return refused.isEmpty() ? invoker.invoke(context)
					: new WebEndpointResponse<>(problem(type, refused), WebEndpointResponse.STATUS_BAD_REQUEST);
		};
	}

	private static Problem problem(OperationType type, Set<String> refused) {
		return new Problem((type == OperationType.WRITE) ? Operation.unknownMembers(refused)
				: "The path alone says which process is meant: leave out " + String.join(", ", refused));
	}

	private static Set<String> names(OperationParameters parameters, Class<?> type) {
		return parameters.stream()
			.filter((parameter) -> parameter.getType() == type)
			.map(OperationParameter::getName)
			.collect(Collectors.toUnmodifiableSet());
	}

}
