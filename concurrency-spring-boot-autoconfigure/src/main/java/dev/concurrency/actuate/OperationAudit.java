package dev.concurrency.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what operators ask for and what became of it. Thread-safe.
 *
 * @param publisher told of each operation
 */
record OperationAudit(ApplicationEventPublisher publisher) {

	private static final String EVENT = "CONCURRENCY_OPERATION";

	/**
	 * Publishes one operation.
	 * @param who has asked, null if that is not known
	 * @param asked what for, as far as it was understood
	 */
	void publish(@Nullable String who, Map<String, String> asked, Outcome outcome) {
		Map<String, Object> data = new LinkedHashMap<>(asked);
		data.put("outcome", outcome.result().label());
		if (outcome.reason() != null) {
			data.put("reason", outcome.reason(false));
		}
		this.publisher.publishEvent(new AuditApplicationEvent((who != null) ? who : "", EVENT, data));
	}

}
