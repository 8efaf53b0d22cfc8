package dev.concurrency.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.concurrency.process.Failures;
import dev.concurrency.supervision.SupervisionException;

/**
 * Names the process whose start failed and what that began with, which Spring may have
 * wrapped; the stack is in the log already.
 */
final class InitFailureAnalyzer extends AbstractFailureAnalyzer<SupervisionException.InitFailed> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SupervisionException.InitFailed cause) {
		Throwable root = Failures.innermost(cause);
		String began = (root != cause.getCause()) ? "; it began with " + Failures.text(root) : "";
		return new FailureAnalysis(cause.getMessage() + began + ". Its stack is in the log above.",
				"Mend what its initialization (constructor, open, onStart, initialize) needs; what may fail there and is to be tried "
						+ "again belongs into its work.",
				cause);
	}

}
