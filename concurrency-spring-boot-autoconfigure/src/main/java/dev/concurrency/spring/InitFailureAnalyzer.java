package dev.concurrency.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.concurrency.supervision.SupervisionException;

/** Names the process whose start failed; why is in the log with its stack already. */
final class InitFailureAnalyzer extends AbstractFailureAnalyzer<SupervisionException.InitFailed> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SupervisionException.InitFailed cause) {
		return new FailureAnalysis(cause.getMessage() + ". Its stack is in the log above.",
				"Mend what its initialization (open, onStart, initialize) needs; what may fail there and is to be tried "
						+ "again belongs into its work.",
				cause);
	}

}
