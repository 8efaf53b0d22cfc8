package dev.concurrency.autoconfigure;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Who may write, and how else than by HTTP. */
class OperationsAccessTests {

	private static final String UNRESTRICTED = "management.endpoint.concurrency.access=unrestricted";

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	@Test
	void writesAreNotAllowedUnlessTheyAreOpened() throws Exception {
		assertThat(post()).isEqualTo(405);
		assertThat(post("management.endpoint.concurrency.access=read-only")).isEqualTo(405);
		assertThat(post("management.endpoint.concurrency.access=none")).isEqualTo(404);
		assertThat(post(UNRESTRICTED)).isEqualTo(200);
		assertThat(post(UNRESTRICTED, "management.endpoints.access.max-permitted=read-only")).isEqualTo(405);
	}

	@Test
	void aReactiveServerHasTheSameOperations() throws Exception {
		try (ConfigurableApplicationContext context = application(UNRESTRICTED,
				"management.endpoints.web.exposure.include=concurrency", "spring.main.web-application-type=reactive")
			.run()) {
			assertThat(post(context, "sink/audit", "{\"state\": \"paused\"}").body()).contains("\"status\":\"paused\"");
			assertThat(post(context, "sink/audit", "{\"state\": \"running\"}").statusCode()).isEqualTo(200);
			HttpResponse<String> unknown = post(context, "sink/audit", "{\"statee\": \"paused\"}");
			assertThat(unknown.statusCode()).isEqualTo(400);
			assertThat(unknown.body()).contains("Unknown: statee");
			HttpResponse<String> elsewhere = post(context, "supervisor/root",
					"{\"state\": \"paused\", \"path\": \"sink,audit\"}");
			assertThat(elsewhere.statusCode()).isEqualTo(400);
			assertThat(elsewhere.body()).contains("Unknown: path");
			assertThat(post(context, "supervisor/root?kind=sink&name=audit", "{\"state\": \"paused\"}").body())
				.contains("Unknown: kind, name");
			HttpResponse<String> conflict = post(context, "supervisor/root", "{\"state\": \"stopped\"}");
			assertThat(conflict.statusCode()).isEqualTo(409);
			assertThat(conflict.body()).contains("\"reason\":");
			assertThat(post(context, "sink/nobody", "{\"state\": \"paused\"}").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void jmxHasTheSameOperations() throws Exception {
		try (ConfigurableApplicationContext context = runWithJmx("operated", UNRESTRICTED)) {
			assertThat(context.isRunning()).isTrue();
			assertThat(operate("operated", "audit", "paused", null, null)).containsEntry("status", "paused");
			assertThat(operate("operated", "audit", "running", null, null)).containsEntry("status", "running");
			assertThat(operate("operated", "audit", null, "linger", "7s").get("settings")).asString()
				.contains("linger={value=7s, source=operator");
			assertThat(operate("operated", "nobody", "paused", null, null)).isNull();
			assertThatExceptionOfType(MBeanException.class)
				.isThrownBy(() -> operate("operated", "audit", null, "capacity", "7"))
				.withStackTraceContaining("capacity cannot be changed here");
			assertThatExceptionOfType(MBeanException.class)
				.isThrownBy(() -> operate("operated", "audit", "asleep", null, null))
				.withStackTraceContaining("There is no state 'asleep'");
			assertThatExceptionOfType(MBeanException.class)
				.isThrownBy(() -> operate("operated", "audit", null, null, null))
				.withStackTraceContaining("Exactly one of state, action and setting");
		}
	}

	@Test
	void jmxDoesNotWriteUnlessThatIsOpened() throws Exception {
		try (ConfigurableApplicationContext context = runWithJmx("read")) {
			assertThat(context.isRunning()).isTrue();
			assertThat(this.server.getMBeanInfo(name("read")).getOperations())
				.extracting((operation) -> operation.getName())
				.containsExactlyInAnyOrder("tree", "process");
		}
	}

	@Test
	void twoApplicationsInOneJvmAreBesideEachOtherInJmx() throws Exception {
		try (ConfigurableApplicationContext one = runWithJmx("shared", "spring.jmx.default-domain=one");
				ConfigurableApplicationContext two = runWithJmx("shared", "spring.jmx.default-domain=two")) {
			assertThat(one.isRunning()).isTrue();
			assertThat(two.isRunning()).isTrue();
			assertThat(this.server.queryNames(new ObjectName("shared:type=Endpoint,name=Concurrency,*"), null))
				.hasSize(2);
		}
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> operate(String domain, String sink, @Nullable String state, @Nullable String setting,
			@Nullable String value) throws Exception {
		return (Map<String, Object>) this.server.invoke(name(domain), "operate",
				new Object[] { "sink", sink, state, null, setting, value },
				new String[] { String.class.getName(), String.class.getName(), String.class.getName(),
						String.class.getName(), String.class.getName(), String.class.getName() });
	}

	private static ObjectName name(String domain) throws Exception {
		return new ObjectName(domain + ":type=Endpoint,name=Concurrency");
	}

	private static int post(String... properties) throws Exception {
		try (ConfigurableApplicationContext context = application(
				"management.endpoints.web.exposure.include=concurrency")
			.properties(properties)
			.run()) {
			return post(context, "sink/audit", "{\"state\": \"paused\"}").statusCode();
		}
	}

	private static HttpResponse<String> post(ConfigurableApplicationContext context, String process, String body)
			throws Exception {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + port + "/actuator/concurrency/" + process))
			.timeout(Duration.ofSeconds(20))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static ConfigurableApplicationContext runWithJmx(String domain, String... properties) {
		return application("spring.jmx.enabled=true", "spring.main.keep-alive=false",
				"management.endpoints.jmx.exposure.include=concurrency", "management.endpoints.jmx.domain=" + domain)
			.web(WebApplicationType.NONE)
			.properties(properties)
			.run();
	}

	private static SpringApplicationBuilder application(String... properties) {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "spring.main.banner-mode=off")
			.properties(properties);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SinkDrain<String> audit() {
			return (batch) -> {
			};
		}

	}

}
