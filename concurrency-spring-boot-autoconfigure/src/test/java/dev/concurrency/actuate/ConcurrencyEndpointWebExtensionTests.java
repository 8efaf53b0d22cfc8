package dev.concurrency.actuate;

import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.fixture.NoSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.test.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/** Who asks decides what is shown, and is named in what is recorded. */
class ConcurrencyEndpointWebExtensionTests {

	private static final Caller NOBODY = new Caller(null, Set.of());

	private static final Caller ALICE = new Caller(() -> "alice", Set.of());

	private static final Caller OPERATOR = new Caller(() -> "olga", Set.of("OPS"));

	private static final String[] TOWER = { "actor", "tower" };

	private final ManualTime time = new ManualTime();

	private final List<AuditEvent> audited = new ArrayList<>();

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(this.time).build();

	@BeforeEach
	void fail() {
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		this.time.advance(Duration.ofSeconds(1));
	}

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void messagesAreShownToNobodyWhoIsNotKnown() {
		assertThat(seen(extension(Show.WHEN_AUTHORIZED, Set.of()), NOBODY)).doesNotContain(DirectRuntime.SECRET);
		assertThat(seen(extension(Show.WHEN_AUTHORIZED, Set.of("OPS")), NOBODY)).doesNotContain(DirectRuntime.SECRET);
	}

	@Test
	void messagesAreShownToWhoIsKnownUnlessARoleIsAskedFor() {
		assertThat(seen(extension(Show.WHEN_AUTHORIZED, Set.of()), ALICE)).contains(DirectRuntime.SECRET);
		assertThat(seen(extension(Show.WHEN_AUTHORIZED, Set.of("OPS")), ALICE)).doesNotContain(DirectRuntime.SECRET);
		assertThat(seen(extension(Show.NEVER, Set.of()), ALICE)).doesNotContain(DirectRuntime.SECRET);
	}

	@Test
	void messagesAreShownToWhoHasTheRole() {
		assertThat(seen(extension(Show.WHEN_AUTHORIZED, Set.of("OPS")), OPERATOR)).contains(DirectRuntime.SECRET);
		assertThat(seen(extension(Show.WHEN_AUTHORIZED, Set.of("DEV", "OPS")), OPERATOR))
			.contains(DirectRuntime.SECRET);
		assertThat(seen(extension(Show.WHEN_AUTHORIZED, Set.of("DEV")), OPERATOR)).doesNotContain(DirectRuntime.SECRET);
	}

	@Test
	void theTreeKeepsThemFromTheSame() {
		ConcurrencyEndpointWebExtension extension = extension(Show.WHEN_AUTHORIZED, Set.of("OPS"));
		assertThat(extension.tree(ALICE).toString()).doesNotContain(DirectRuntime.SECRET);
		assertThat(extension.tree(OPERATOR).toString()).contains(DirectRuntime.SECRET);
	}

	@Test
	void soDoesTheAnswerToAnOperation() {
		ConcurrencyEndpointWebExtension extension = extension(Show.WHEN_AUTHORIZED, Set.of("OPS"));
		assertThat(paused(extension, ALICE)).doesNotContain(DirectRuntime.SECRET);
		assertThat(paused(extension, OPERATOR)).contains(DirectRuntime.SECRET);
	}

	@Test
	void theAuditEventOfAnOperationNamesWhoAsked() {
		ConcurrencyEndpointWebExtension extension = extension(Show.NEVER, Set.of());
		paused(extension, ALICE);
		paused(extension, NOBODY);
		assertThat(this.audited).extracting(AuditEvent::getPrincipal).containsExactly("alice", "");
	}

	@ParameterizedTest
	@CsvSource({ "sink", "sink/audit/more" })
	void anOperationOnAPathThatNamesNoProcessIsAuditedToo(String path) {
		ConcurrencyEndpointWebExtension extension = extension(Show.NEVER, Set.of());
		assertThat(extension.operate(ALICE, path.split("/"), null, null, "linger", "1h").getStatus()).isEqualTo(404);
		assertThat(this.audited).singleElement()
			.satisfies((event) -> assertThat(event.getPrincipal()).isEqualTo("alice"))
			.satisfies((event) -> assertThat(event.getData())
				.isEqualTo(Map.of("setting", "linger", "value", "1h", "outcome", "unknown")));
	}

	private static String seen(ConcurrencyEndpointWebExtension extension, Caller caller) {
		return String.valueOf(extension.process(caller, TOWER).getBody());
	}

	private static String paused(ConcurrencyEndpointWebExtension extension, Caller caller) {
		return String.valueOf(extension.operate(caller, TOWER, "paused", null, null, null).getBody());
	}

	private ConcurrencyEndpointWebExtension extension(Show showMessages, Set<String> roles) {
		NoSettings settings = new NoSettings();
		Operator operator = new Operator(this.runtime, settings,
				(event) -> this.audited.add(((AuditApplicationEvent) event).getAuditEvent()), Duration.ofSeconds(10));
		InstantSource instants = this.time::instant;
		return new ConcurrencyEndpointWebExtension(new ConcurrencyEndpoint(this.runtime, showMessages, settings,
				operator, instants.withZone(ZoneOffset.UTC)), showMessages, roles);
	}

	/**
	 * Who asks.
	 *
	 * @param known null for somebody who has not said who it is
	 * @param roles what it may
	 */
	private record Caller(@Nullable Principal known, Set<String> roles) implements SecurityContext {

		@Override
		public @Nullable Principal getPrincipal() {
			return this.known;
		}

		@Override
		public boolean isUserInRole(String role) {
			return this.roles.contains(role);
		}

	}

}
