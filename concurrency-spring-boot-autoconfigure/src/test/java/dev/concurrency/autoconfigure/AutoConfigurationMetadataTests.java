package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureAfter;
import org.springframework.boot.autoconfigure.AutoConfigureBefore;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Boot orders and leaves out auto-configurations by a file, so that it need not
 * read their classes. The file overrules the annotations, so it is to say what they say.
 */
class AutoConfigurationMetadataTests {

	private static final String FILE = "META-INF/spring-autoconfigure-metadata.properties";

	@Test
	void theFileSaysOfEachAutoConfigurationWhatItsAnnotationsSay() throws IOException {
		Map<String, String> said = new TreeMap<>();
		ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("dev.concurrency."))
			.forEach((name) -> said.putAll(annotations(name)));
		Properties file = PropertiesLoaderUtils.loadProperties(new ClassPathResource(FILE));
		assertThat(file).as(said.toString().replace(", dev.", "\ndev.")).isEqualTo(said);
	}

	private static Map<String, String> annotations(String name) {
		MergedAnnotations annotations;
		try {
			annotations = MergedAnnotations.from(Class.forName(name));
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
		Map<String, String> said = new TreeMap<>();
		said.put(name, "");
		// As they are and as part of @AutoConfiguration.
		put(said, name + ".AutoConfigureAfter", annotations.get(AutoConfigureAfter.class), "value", "name");
		put(said, name + ".AutoConfigureBefore", annotations.get(AutoConfigureBefore.class), "value", "name");
		MergedAnnotation<AutoConfigureOrder> order = annotations.get(AutoConfigureOrder.class);
		if (order.isPresent()) {
			said.put(name + ".AutoConfigureOrder", String.valueOf(order.getInt("value")));
		}
		put(said, name + ".ConditionalOnClass", annotations.get(ConditionalOnClass.class), "value", "name");
		put(said, name + ".ConditionalOnBean", annotations.get(ConditionalOnBean.class), "value", "type");
		MergedAnnotation<ConditionalOnWebApplication> web = annotations.get(ConditionalOnWebApplication.class);
		if (web.isPresent()) {
			said.put(name + ".ConditionalOnWebApplication",
					web.getEnum("type", ConditionalOnWebApplication.Type.class).name());
		}
		return said;
	}

	private static void put(Map<String, String> said, String key, MergedAnnotation<?> annotation, String classes,
			String names) {
		if (annotation.isPresent()) {
			String value = Stream
				.of(Arrays.stream(annotation.getClassArray(classes)).map(Class::getName),
						Arrays.stream(annotation.getStringArray(names)))
				.flatMap(Function.identity())
				.collect(Collectors.joining(","));
			if (!value.isEmpty()) {
				said.put(key, value);
			}
		}
	}

}
