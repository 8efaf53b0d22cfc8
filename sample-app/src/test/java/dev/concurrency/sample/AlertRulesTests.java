package dev.concurrency.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The alerts that are delivered to users: each is a valid rule, fires when it should and
 * not when it should not, and says what to do.
 */
class AlertRulesTests {

	private static final Path PAGE = Path.of("..", "docs", "alerts.md");

	@Test
	void prometheusTakesTheRules() throws Exception {
		assertThat(Prometheus.promtool("check", "rules", "recording.yml", "alerts.yml")).doesNotContain("FAILED");
		assertThat(Prometheus.promtool("check", "config", "prometheus.yml")).doesNotContain("FAILED");
	}

	@Test
	void everyCaseOfAnAlertIsAsExpected() throws Exception {
		assertThat(Prometheus.promtool("test", "rules", "alerts-test.yml")).contains("SUCCESS");
	}

	@Test
	void everyAlertHasACaseThatFiresAndOneThatDoesNot() throws IOException {
		List<Map<String, Object>> cases = maps(load("alerts-test.yml").get("tests"))
			.flatMap((test) -> maps(test.get("alert_rule_test")))
			.toList();
		assertThat(alerts()).isNotEmpty().allSatisfy((alert) -> {
			List<Boolean> fires = cases.stream()
				.filter((each) -> alert.get("alert").equals(each.get("alertname")))
				.map((each) -> maps(each.get("exp_alerts")).findAny().isPresent())
				.toList();
			assertThat(fires).as("cases of %s", alert.get("alert")).contains(true, false);
		});
	}

	@Test
	void everyAlertHasItsParagraph() throws IOException {
		List<String> page = Files.readAllLines(PAGE);
		assertThat(alerts()).allSatisfy((alert) -> {
			String name = String.valueOf(alert.get("alert"));
			assertThat(page).contains("## " + name);
			assertThat(alert.get("annotations")).asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("runbook", "docs/alerts.md#" + name.toLowerCase(Locale.ROOT))
				.containsKey("summary");
		});
		assertThat(page.stream().filter((line) -> line.startsWith("## "))).hasSameSizeAs(alerts());
	}

	private static List<Map<String, Object>> alerts() throws IOException {
		return maps(load("alerts.yml").get("groups")).flatMap((group) -> maps(group.get("rules"))).toList();
	}

	private static Map<String, Object> load(String file) throws IOException {
		return new Yaml().load(Files.readString(Prometheus.FILES.resolve(file)));
	}

	@SuppressWarnings("unchecked")
	private static Stream<Map<String, Object>> maps(Object list) {
		return ((List<Map<String, Object>>) list).stream();
	}

}
