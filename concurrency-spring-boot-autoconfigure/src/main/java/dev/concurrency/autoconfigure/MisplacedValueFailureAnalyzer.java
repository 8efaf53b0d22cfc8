package dev.concurrency.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.env.Environment;

/**
 * Says which key under {@code concurrency} has a value where keys belong, and which keys
 * there are. Comes before Spring Boot's own analyzer, which knows neither them nor the
 * place.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MisplacedValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(ConcurrencyProperties.PREFIX);

	private final Environment environment;

	MisplacedValueFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationPropertyName name = cause.getName();
		Class<?> type = cause.getTarget().getType().toClass();
		if (!(cause.getCause() instanceof ConverterNotFoundException) || !ROOT.isAncestorOf(name)
				|| !(type.isRecord() || type == Map.class)) {
			return null;
		}
		return new Origins(ConfigurationPropertySources.get(this.environment)).find(name)
			.map((property) -> analysis(property, name, type, cause))
			.orElse(null);
	}

	private static FailureAnalysis analysis(ConfigurationProperty property, ConfigurationPropertyName name,
			Class<?> type, BindException cause) {
		// The position in a list is taken for a name.
		int last = name.getNumberOfElements() - 1;
		boolean listed = name.isNumericIndex(last);
		ConfigurationPropertyName place = listed ? name.chop(last) : name;
		String keys = (type.isRecord() && !listed) ? ": " + String.join(", ", KnownKeys.of(type)) + "."
				: " names, each with keys of its own.";
		return new FailureAnalysis("This setting has a value, but it takes keys:" + Origins.line(property),
				"Set keys below it in place of the value. Under " + place + " there are" + keys, cause);
	}

}
