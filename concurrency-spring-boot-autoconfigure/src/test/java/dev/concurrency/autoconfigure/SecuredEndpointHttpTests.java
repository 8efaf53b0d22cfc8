package dev.concurrency.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint behind the filters of Spring Security. */
class SecuredEndpointHttpTests {

	private static final String SECRET = "the secret";

	private final HttpClient client = HttpClient.newHttpClient();

	@ParameterizedTest
	@CsvSource({ "when-authorized, , , false", "when-authorized, , guest, true", "when-authorized, OPS, , false",
			"when-authorized, OPS, guest, false", "when-authorized, OPS, alice, true", "never, OPS, alice, false",
			"always, OPS, , true" })
	void messagesAreShownToWhomTheyMayBe(String show, String roles, String user, boolean shown) throws Exception {
		try (ConfigurableApplicationContext context = run("management.endpoint.concurrency.show-messages=" + show,
				"management.endpoint.concurrency.roles=" + ((roles != null) ? roles : ""))) {
			context.getBean(PeriodicWorker.class)
				.runOnce()
				.handle((tick, failure) -> failure)
				.toCompletableFuture()
				.get(10, TimeUnit.SECONDS);
			for (String path : List.of("", "/worker/report")) {
				HttpResponse<String> response = send(request(context, path, user).GET());
				assertThat(response.statusCode()).isEqualTo(200);
				assertThat(response.body().contains(SECRET)).as(response.body()).isEqualTo(shown);
			}
		}
	}

	@Test
	void whoOperatesIsNamedInTheAuditAndAsTheOrigin() throws Exception {
		try (ConfigurableApplicationContext context = run("management.endpoint.concurrency.access=unrestricted")) {
			HttpResponse<String> response = send(
					request(context, "/worker/report", "alice").header("Content-Type", "application/json")
						.POST(HttpRequest.BodyPublishers.ofString("{\"setting\": \"interval\", \"value\": \"2h\"}")));
			assertThat(response.body()).contains("\"origin\":\"operator alice\"");
			assertThat(context.getBean(Application.class).audited.poll(10, TimeUnit.SECONDS).getAuditEvent())
				.returns("alice", (event) -> event.getPrincipal());
		}
	}

	@Test
	void whoSendsWhatNobodyKnowsIsNamedInTheAudit() throws Exception {
		try (ConfigurableApplicationContext context = run("management.endpoint.concurrency.access=unrestricted")) {
			HttpResponse<String> response = send(
					request(context, "/worker/report", "alice").header("Content-Type", "application/json")
						.POST(HttpRequest.BodyPublishers.ofString("{\"state\": \"paused\", \"stat\": \"secret\"}")));
			assertThat(response.statusCode()).isEqualTo(400);
			AuditEvent event = context.getBean(Application.class).audited.poll(10, TimeUnit.SECONDS).getAuditEvent();
			assertThat(event.getType()).isEqualTo("CONCURRENCY_OPERATION");
			assertThat(event.getPrincipal()).isEqualTo("alice");
			assertThat(event.getData())
				.containsExactlyInAnyOrderEntriesOf(Map.of("kind", "worker", "name", "report", "state", "paused",
						"outcome", "invalid", "reason", "Unknown: stat; known are state, action, setting and value"));
		}
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static HttpRequest.Builder request(ConfigurableApplicationContext context, String path, String user) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + port + "/actuator/concurrency" + path))
			.timeout(Duration.ofSeconds(20));
		return (user == null) ? request : request.header("Authorization",
				"Basic " + Base64.getEncoder().encodeToString((user + ":password").getBytes(StandardCharsets.UTF_8)));
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "spring.main.banner-mode=off",
					"management.endpoints.web.exposure.include=concurrency",
					"concurrency.workers.instances.report.interval=1h")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final BlockingQueue<AuditApplicationEvent> audited = new LinkedBlockingQueue<>();

		@EventListener
		void audited(AuditApplicationEvent event) {
			this.audited.add(event);
		}

		@Bean
		PeriodicTask report() {
			return (tick) -> {
				throw new IllegalStateException(SECRET);
			};
		}

		@Bean
		Filter security() throws ServletException {
			DaoAuthenticationProvider provider = new DaoAuthenticationProvider(
					new InMemoryUserDetailsManager(user("guest", "GUEST"), user("alice", "OPS")));
			SecurityContextHolderAwareRequestFilter aware = new SecurityContextHolderAwareRequestFilter();
			aware.afterPropertiesSet();
			return new FilterChainProxy(new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE,
					new BasicAuthenticationFilter(new ProviderManager(provider)), aware));
		}

		private static UserDetails user(String name, String role) {
			return User.withUsername(name).password("{noop}password").roles(role).build();
		}

	}

}
