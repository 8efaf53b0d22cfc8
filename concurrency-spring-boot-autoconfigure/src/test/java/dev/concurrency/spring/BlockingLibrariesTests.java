package dev.concurrency.spring;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.repository.CrudRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.EmptySqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.test.ConcurrencyRules;
import dev.concurrency.worker.TickContext;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What the rules for users' code know by name only, of libraries and of the starter, is
 * what these have.
 */
class BlockingLibrariesTests {

	private static final ConcurrencyRules RULES = ConcurrencyRules.create();

	static Stream<Arguments> actors() {
		Function<ConcurrencyRules, ArchRule> io = ConcurrencyRules::actorsDoNoBlockingIo;
		Function<ConcurrencyRules, ArchRule> waits = ConcurrencyRules::actorsDoNotWait;
		return Stream.of(arguments(io, CallsRestClient.class, "RestClient.get()"),
				arguments(io, CallsRestTemplate.class, "RestTemplate.getForObject("),
				arguments(io, QueriesWithClient.class, "JdbcClient.sql("),
				arguments(io, QueriesWithTemplate.class, "JdbcTemplate.execute("),
				arguments(io, QueriesWithNames.class, "NamedParameterJdbcTemplate.update("),
				arguments(io, AsksRepository.class, "Orders.count()"),
				arguments(io, AsksEntityManager.class, "EntityManager.find("),
				arguments(io, OpensConnection.class, "DataSource.getConnection()"),
				arguments(io, OpensDriver.class, "DriverManager.getConnection("),
				arguments(io, UsesConnection.class, "Connection.commit()"),
				arguments(io, UsesStatement.class, "Statement.execute("),
				arguments(io, UsesResults.class, "ResultSet.next()"),
				arguments(waits, BlocksMono.class, "Mono.block()"),
				arguments(waits, BlocksOptional.class, "Mono.blockOptional()"),
				arguments(waits, BlocksFirst.class, "Flux.blockFirst()"),
				arguments(waits, BlocksLast.class, "Flux.blockLast()"));
	}

	@ParameterizedTest
	@MethodSource("actors")
	void anActorThatCallsIsRefusedUnlessItMayBlock(Function<ConcurrencyRules, ArchRule> rule, Class<?> actor,
			String call) {
		JavaClasses classes = new ClassFileImporter().importClasses(actor);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> rule.apply(RULES).check(classes))
			.withMessageContaining(call);
		assertThatNoException().isThrownBy(() -> rule.apply(RULES.withBlockingActors(actor)).check(classes));
	}

	@Test
	void aMethodThatIsCalledPeriodicallyDoesNotSleep() {
		ArchRule rule = RULES.tasksDoNotSleep();
		JavaClasses sleeping = new ClassFileImporter().importClasses(Sleeps.class);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> rule.check(sleeping))
			.withMessageContaining("Sleeps.cleanUp()> calls method <java.lang.Thread.sleep(long)>")
			.withMessageNotContaining("setUp");
		JavaClasses waiting = new ClassFileImporter().importClasses(Waits.class);
		assertThatNoException().isThrownBy(() -> rule.check(waiting));
	}

	static class Sleeps {

		@PeriodicWork(name = "cleanup", every = "1m")
		void cleanUp() throws InterruptedException {
			Thread.sleep(100);
		}

		void setUp() throws InterruptedException {
			Thread.sleep(100);
		}

	}

	static class Waits {

		@PeriodicWork(name = "cleanup", every = "1m")
		void cleanUp(TickContext context) throws InterruptedException {
			var unused = context.shutdown().await(Duration.ofMillis(100));
		}

	}

	interface Orders extends CrudRepository<String, Long> {

	}

	record CallsRestClient(RestClient client) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			var unused = this.client.get().uri("/").retrieve().body(String.class);
		}

	}

	record CallsRestTemplate(RestTemplate template) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			var unused = this.template.getForObject("/", String.class);
		}

	}

	record QueriesWithClient(JdbcClient client) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			var unused = this.client.sql("select 1").query().listOfRows();
		}

	}

	record QueriesWithTemplate(JdbcTemplate template) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			this.template.execute("select 1");
		}

	}

	record QueriesWithNames(NamedParameterJdbcTemplate template) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			this.template.update("delete from orders", EmptySqlParameterSource.INSTANCE);
		}

	}

	record AsksRepository(Orders orders) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			var unused = this.orders.count();
		}

	}

	record AsksEntityManager(EntityManager manager) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			var unused = this.manager.find(String.class, 1L);
		}

	}

	record OpensConnection(DataSource database) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) throws Exception {
			this.database.getConnection();
		}

	}

	record OpensDriver() implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) throws Exception {
			DriverManager.getConnection("jdbc:none");
		}

	}

	record UsesConnection(Connection connection) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) throws Exception {
			this.connection.commit();
		}

	}

	record UsesStatement(Statement statement) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) throws Exception {
			this.statement.execute("select 1");
		}

	}

	record UsesResults(ResultSet results) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) throws Exception {
			this.results.next();
		}

	}

	record BlocksMono(Mono<String> answer) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			this.answer.block();
		}

	}

	record BlocksOptional(Mono<String> answer) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			var unused = this.answer.blockOptional();
		}

	}

	record BlocksFirst(Flux<String> answers) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			this.answers.blockFirst();
		}

	}

	record BlocksLast(Flux<String> answers) implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
			this.answers.blockLast();
		}

	}

}
