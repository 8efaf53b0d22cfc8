package dev.concurrency.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.concurrency.actor.ActorGroup;
import dev.concurrency.sink.BackgroundSink;

/** A running flight board with a database of its own, as tests see it. */
final class FlightBoard implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private FlightBoard(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** Starts on an H2 file below a folder. */
	static FlightBoard start(Path data, String... settings) {
		List<String> args = new ArrayList<>(List.of(settings));
		args.add("flightboard.data=" + data);
		return start(args);
	}

	static FlightBoard start(List<String> settings) {
		return start((context) -> {
		}, settings);
	}

	/** Starts with more beans. */
	static FlightBoard start(ApplicationContextInitializer<GenericApplicationContext> beans, List<String> settings) {
		SpringApplication application = new SpringApplication(FlightBoardApplication.class);
		application.setDefaultProperties(Map.of("server.port", "0", "spring.main.banner-mode", "off"));
		application.addInitializers(beans);
		return new FlightBoard(application.run(settings.stream().map("--"::concat).toArray(String[]::new)));
	}

	/** Waits for the end of the replay and until everything is written. */
	FlightBoard replayed() throws Exception {
		bean(Replay.class).await();
		flush();
		return this;
	}

	void flush() throws Exception {
		flights().flush().toCompletableFuture().get(30, TimeUnit.SECONDS);
	}

	BackgroundSink<Flight> flights() {
		return this.context
			.<BackgroundSink<Flight>>getBeanProvider(
					ResolvableType.forClassWithGenerics(BackgroundSink.class, Flight.class))
			.getObject();
	}

	ActorGroup<String, AirportMessage> airports() {
		return this.context
			.<ActorGroup<String, AirportMessage>>getBeanProvider(
					ResolvableType.forClassWithGenerics(ActorGroup.class, String.class, AirportMessage.class))
			.getObject();
	}

	AirportNumbers ask(String iata) throws Exception {
		return airports().ref(iata)
			.<AirportNumbers>ask(AirportMessage.Ask::new, Duration.ofSeconds(20))
			.toCompletableFuture()
			.get(30, TimeUnit.SECONDS);
	}

	/** What every airport of the table should have counted. */
	Map<String, AirportNumbers> numbersFromSql() {
		Map<String, AirportNumbers> numbers = new HashMap<>();
		bean(JdbcTemplate.class).query("""
				select airport, sum(departure) departures, sum(1 - departure) arrivals, sum(late) delayed,
					coalesce(sum(delay) / nullif(sum(departure), 0), 0) mean_delay
				from (select origin airport, 1 departure, case when delay > 0 then 1 else 0 end late,
						cast(delay as double precision) delay from flights
					union all select destination, 0, 0, 0 from flights) moves
				group by airport
				""", (row) -> {
			numbers.put(row.getString("airport"), new AirportNumbers(row.getLong("departures"), row.getLong("arrivals"),
					row.getLong("delayed"), row.getDouble("mean_delay")));
		});
		return numbers;
	}

	long rows() {
		return bean(FlightTable.class).count();
	}

	String url(String path) {
		return "http://localhost:" + this.context.getEnvironment().getRequiredProperty("local.server.port") + path;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
