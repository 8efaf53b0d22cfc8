package dev.concurrency.actuate;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.ProcessControl;
import dev.concurrency.process.ProcessSnapshot;

/**
 * Writes to the log what operators have done: a pause or a changed setting leaves no
 * other trace there. Holds how a process was before. Immutable.
 *
 * @param before the process
 * @param settings its settings by key, empty if none is to be changed
 */
record OperationLog(ProcessSnapshot before, Map<String, EffectiveSetting> settings) {

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyEndpoint.class);

	/**
	 * Writes one line if an operation was accepted; what was refused changes nothing.
	 * @param who has asked, null if that is not known
	 * @param now the settings as they are afterwards
	 */
	void write(ProcessControl process, Operation operation, @Nullable String who, EffectiveSettings now,
			Outcome outcome) {
		if (outcome.result().isAccepted()) {
			String what = switch (operation.member()) {
				case Operation.STATE -> this.before.status().label() + " -> " + operation.word();
				case Operation.ACTION -> operation.word();
				default -> changes(now.of(process));
			};
			logger.info("{}: {} by {}{}", this.before.process(), what,
					(who != null) ? "operator " + who : "an operator",
					(outcome.result() == Outcome.Result.UNDER_WAY) ? ", " + outcome.reason() : "");
		}
	}

	/**
	 * Not as it was sent: keys are known by several names, and with one may come others.
	 */
	private String changes(Map<String, EffectiveSetting> now) {
		String changes = now.entrySet()
			.stream()
			.filter((entry) -> !Objects.equals(value(this.settings.get(entry.getKey())), value(entry.getValue())))
			.map((entry) -> entry.getKey() + " " + value(this.settings.get(entry.getKey())) + " -> "
					+ value(entry.getValue()))
			.collect(Collectors.joining(", "));
		return changes.isEmpty() ? "no setting changed" : changes;
	}

	private static String value(@Nullable EffectiveSetting setting) {
		return (setting != null && setting.value() != null) ? setting.value() : "none";
	}

}
