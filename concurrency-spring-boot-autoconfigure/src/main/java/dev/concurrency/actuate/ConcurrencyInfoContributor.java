package dev.concurrency.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessTotals;

/**
 * {@link InfoContributor} that tells the version of this library, if the jar knows it,
 * and how many processes there are. Thread-safe.
 */
public final class ConcurrencyInfoContributor implements InfoContributor {

	private final ConcurrencyRuntime runtime;

	/**
	 * A contributor for a runtime.
	 * @param runtime owns the processes
	 */
	public ConcurrencyInfoContributor(ConcurrencyRuntime runtime) {
		this.runtime = runtime;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		String version = ConcurrencyRuntime.class.getPackage().getImplementationVersion();
		if (version != null) {
			details.put("version", version);
		}
		ProcessTotals totals = this.runtime.snapshot().totals();
		details.put("supervisors", totals.supervisors());
		details.put("processes", totals.processes());
		details.put("running", totals.running());
		details.put("restarting", totals.restarting());
		details.put("failed", totals.failed());
		details.put("abandoned", totals.abandoned());
		details.put("restarts", totals.restarts());
		builder.withDetail("concurrency", details);
	}

}
