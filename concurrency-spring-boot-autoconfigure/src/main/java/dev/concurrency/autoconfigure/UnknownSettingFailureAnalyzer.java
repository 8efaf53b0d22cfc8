package dev.concurrency.autoconfigure;

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

/**
 * Says which keys under {@code concurrency} are unknown and what was probably meant.
 * Comes before Spring Boot's own analyzer, which knows the place but no remedy.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(ConcurrencyProperties.PREFIX);

	// Spring Boot takes a name in brackets and the same without them for two.
	private static final String KNOWN = "Write each name in brackets everywhere or nowhere. "
			+ "Correct or remove what is no such name.";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		Set<ConfigurationProperty> unknown = cause.getUnboundProperties();
		if (!unknown.stream().allMatch((property) -> ROOT.isAncestorOf(property.getName()))) {
			return null;
		}
		String description = "These settings are unknown:"
				+ unknown.stream().map(Origins::line).sorted().collect(Collectors.joining());
		String action = unknown.stream()
			.map(ConfigurationProperty::getName)
			.flatMap((name) -> KnownKeys.along(name).stream())
			.map(UnknownSettingFailureAnalyzer::remedy)
			.distinct()
			.sorted()
			.collect(Collectors.joining(System.lineSeparator()));
		return new FailureAnalysis(description, action.isEmpty() ? KNOWN : action, cause);
	}

	private static String remedy(KnownKeys keys) {
		if (keys.unknown().equals("true") && keys.known().contains("on")) {
			return "YAML reads the key 'on' as true: write it in quotes, \"on\".";
		}
		Optional<String> meant = RelaxedNames.meant(keys.unknown(), keys.known());
		String known = keys.known().isEmpty() ? keys.parent() + " has a value and takes no keys."
				: "Under " + keys.parent() + " there are: " + String.join(", ", keys.known()) + ".";
		return meant.map((key) -> "Did you mean '" + key + "' in place of '" + keys.unknown() + "'? ")
			.orElse("Correct or remove '" + keys.unknown() + "'. ") + known;
	}

}
