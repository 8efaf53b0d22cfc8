package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Says which keys under {@code concurrency} are unknown and what was probably meant.
 * Comes before Spring Boot's own analyzer, which knows the place but no remedy.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(ConcurrencyProperties.PREFIX);

	private static final String EMPTY = "Give them one, or remove them. A placeholder may have one that counts where"
			+ " there is no other: ${REPORT_INTERVAL:10s}.";

	// Spring Boot takes a name in brackets and the same without them for two.
	private static final String BRACKETS = "Write each name in brackets everywhere or nowhere. "
			+ "Correct or remove what is no such name.";

	private final Environment environment;

	UnknownSettingFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		Set<ConfigurationProperty> unknown = cause.getUnboundProperties();
		if (!unknown.stream().allMatch((property) -> ROOT.isAncestorOf(property.getName()))) {
			return null;
		}
		List<String> remedies = unknown.stream()
			.map(ConfigurationProperty::getName)
			.flatMap((name) -> KnownKeys.along(name).stream())
			.map(UnknownSettingFailureAnalyzer::remedy)
			.distinct()
			.sorted()
			.toList();
		String lines = unknown.stream().map(Origins::line).sorted().collect(Collectors.joining());
		if (!remedies.isEmpty()) {
			return new FailureAnalysis("These settings are unknown:" + lines,
					String.join(System.lineSeparator(), remedies), cause);
		}
		// The keys are known.
		return unknown.stream().allMatch(this::isEmpty)
				? new FailureAnalysis("These settings have no value:" + lines, EMPTY, cause)
				: new FailureAnalysis("These settings are unknown:" + lines, BRACKETS, cause);
	}

	/** Also if a placeholder leaves nothing. */
	private boolean isEmpty(ConfigurationProperty property) {
		return this.environment.resolvePlaceholders(String.valueOf(property.getValue())).isBlank();
	}

	private static String remedy(KnownKeys keys) {
		if (keys.unknown().equals("true") && keys.known().contains("on")) {
			return "YAML reads the key 'on' as true: write it in quotes, \"on\".";
		}
		Optional<String> meant = RelaxedNames.meant(keys.unknown(), keys.known());
		String known = keys.known().isEmpty() ? keys.parent() + " has a value and takes no keys."
				: "Under " + keys.parent() + " there are: " + String.join(", ", keys.known()) + ".";
		if (meant.isEmpty() && keys.known().contains("instances")) {
			return "Did you mean '" + keys.parent() + ".instances." + keys.unknown() + "'? " + known;
		}
		return meant.map((key) -> "Did you mean '" + key + "' in place of '" + keys.unknown() + "'? ")
			.orElse("Correct or remove '" + keys.unknown() + "'. ") + known;
	}

}
