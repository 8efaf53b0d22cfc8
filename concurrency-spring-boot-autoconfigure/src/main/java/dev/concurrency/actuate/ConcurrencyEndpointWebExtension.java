package dev.concurrency.actuate;

import java.security.Principal;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link ConcurrencyEndpoint}:
 * who asks decides whether messages are shown, and what cannot be done is told by the
 * status.
 * <p>
 * A process is told by the rest of the path in one piece, {@code kind/name}: Actuator
 * takes selectors from the body and the query before the path, but only the path makes an
 * array, by which {@link StrictMembers} knows it.
 */
@EndpointWebExtension(endpoint = ConcurrencyEndpoint.class)
public class ConcurrencyEndpointWebExtension {

	private static final int CONFLICT = 409;

	private static final WebEndpointResponse<@Nullable OperationResponseBody> NOT_FOUND = new WebEndpointResponse<>(
			WebEndpointResponse.STATUS_NOT_FOUND);

	/** Kind and name. */
	private static final int LENGTH = 2;

	private final ConcurrencyEndpoint delegate;

	private final Show showMessages;

	private final Set<String> roles;

	/**
	 * An extension of an endpoint.
	 * @param delegate the endpoint
	 * @param showMessages when to show the messages of exceptions
	 * @param roles who is authorized to see them; empty for everybody who is
	 * authenticated
	 */
	public ConcurrencyEndpointWebExtension(ConcurrencyEndpoint delegate, Show showMessages, Set<String> roles) {
		this.delegate = delegate;
		this.showMessages = showMessages;
		this.roles = Set.copyOf(roles);
	}

	/**
	 * The whole tree.
	 * @param security who asks
	 * @return totals and the root with everything below it
	 */
	@ReadOperation
	public ConcurrencyDescriptor tree(SecurityContext security) {
		return this.delegate.tree(this.showMessages.isShown(security, this.roles));
	}

	/**
	 * One process or supervisor.
	 * @param security who asks
	 * @param path its kind, as in {@code sink}, and its name if no other of its kind is
	 * called so, or its path below the root with colons for slashes
	 * @return the process with what is below it, 404, or 409 if several are called so
	 */
	@ReadOperation
	public WebEndpointResponse<@Nullable OperationResponseBody> process(SecurityContext security,
			@Selector(match = Match.ALL_REMAINING) String[] path) {
		if (path.length != LENGTH) {
			return NOT_FOUND;
		}
		try {
			return answer(WebEndpointResponse.STATUS_OK,
					this.delegate.process(path[0], path[1], this.showMessages.isShown(security, this.roles)));
		}
		catch (ProcessFinder.AmbiguousNameException ex) {
			return answer(CONFLICT, new Problem(String.valueOf(ex.getMessage())));
		}
	}

	/**
	 * Does exactly one thing to a process.
	 * @param security who asks
	 * @param path as for {@link #process}
	 * @param state {@code paused}, {@code running}, {@code stopped}, {@code restarted}
	 * @param action {@code flush} or {@code trigger}
	 * @param setting the key of a setting
	 * @param value its new value
	 * @return the process as it is afterwards: 200 if it is done and 202 if it is not
	 * done yet; or 400, 404 and 409 with the reason
	 */
	@WriteOperation
	public WebEndpointResponse<@Nullable OperationResponseBody> operate(SecurityContext security,
			@Selector(match = Match.ALL_REMAINING) String[] path, @Nullable String state, @Nullable String action,
			@Nullable String setting, @Nullable String value) {
		Principal principal = security.getPrincipal();
		String who = (principal != null) ? principal.getName() : null;
		Map<String, String> members = Operation.members(state, action, setting, value);
		if (path.length != LENGTH) {
			this.delegate.operator().astray(members, who);
			return NOT_FOUND;
		}
		boolean withMessages = this.showMessages.isShown(security, this.roles);
		Outcome outcome = this.delegate.operator().operate(path[0], path[1], members, who);
		if (outcome.result() == Outcome.Result.UNKNOWN) {
			return NOT_FOUND;
		}
		return answer(outcome.result().status(), outcome.result().isAccepted()
				? this.delegate.process(path[0], path[1], withMessages) : new Problem(outcome.reason(withMessages)));
	}

	/** Without a body there is nothing of that name. */
	private static WebEndpointResponse<@Nullable OperationResponseBody> answer(int status,
			@Nullable OperationResponseBody body) {
		return (body != null) ? new WebEndpointResponse<>(body, status) : NOT_FOUND;
	}

}
