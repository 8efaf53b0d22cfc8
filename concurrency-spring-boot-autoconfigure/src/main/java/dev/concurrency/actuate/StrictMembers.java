package dev.concurrency.actuate;

import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.context.ApplicationEventPublisher;

/**
 * {@link OperationInvokerAdvisor} that refuses requests to the
 * {@link ConcurrencyEndpoint} that Actuator would mistake. It drops members of a body
 * that nobody knows, so that a misspelt one would be answered as if it had been heard;
 * and it takes what is called like a selector from the body or the query before the path,
 * so that a request to one process would act on another. A write that it refuses is
 * published as those are that reach the endpoint. Thread-safe.
 */
@RegisterReflectionForBinding(Problem.class)
public final class StrictMembers implements OperationInvokerAdvisor {

	private static final EndpointId ENDPOINT = EndpointId.of("concurrency");

	private final OperationAudit audit;

	/**
	 * Knows the members of the endpoint.
	 * @param publisher told of each write that is refused
	 */
	public StrictMembers(ApplicationEventPublisher publisher) {
		this.audit = new OperationAudit(publisher);
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
			if (refused.isEmpty()) {
				return invoker.invoke(context);
			}
			if (type != OperationType.WRITE) {
				return badRequest(
						"The path alone says which process is meant: leave out " + String.join(", ", refused));
			}
			String reason = Operation.unknownMembers(refused);
			publish(context, members, paths, reason);
			return badRequest(reason);
		};
	}

	private static WebEndpointResponse<Problem> badRequest(String reason) {
		return new WebEndpointResponse<>(new Problem(reason), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	/** With the members that are known, and the process if it is clear which one. */
	private void publish(InvocationContext context, Set<String> members, Set<String> paths, String reason) {
		Map<String, String> asked = new TreeMap<>();
		context.getArguments().forEach((name, value) -> {
			if (paths.contains(name) && value instanceof String[] path && path.length == 2) {
				asked.put("kind", path[0]);
				asked.put("name", path[1]);
			}
			else if (members.contains(name) && value instanceof String text) {
				asked.put(name, text);
			}
		});
		SecurityContext security = context.resolveArgument(SecurityContext.class);
		Principal who = (security != null) ? security.getPrincipal() : null;
		this.audit.publish((who != null) ? who.getName() : null, asked, Outcome.invalid(reason));
	}

	private static Set<String> names(OperationParameters parameters, Class<?> type) {
		return parameters.stream()
			.filter((parameter) -> parameter.getType() == type)
			.map(OperationParameter::getName)
			.collect(Collectors.toUnmodifiableSet());
	}

}
