package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import dev.concurrency.process.RestartType;
import dev.concurrency.spring.CronSchedule;
import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.spring.SettingsSource.Names;
import dev.concurrency.spring.SettingsSource.Settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Names in brackets, which Spring Boot takes by the letter. */
class BracketedNamesTests {

	private static final List<String> NAMES = List.of("flightboard", "flightBoard", "flight_board", "flight-board",
			"flight.board");

	@ParameterizedTest
	@EnumSource
	void aSettingUnderANameInBracketsTakesEffectAndItsPlaceIsKnown(Kind kind) {
		for (String name : NAMES) {
			StandardEnvironment environment = environment(setting(kind, "[" + name + "]", "restart", "temporary"));
			resolve(environment, kind, name);
			requireRestart(environment, kind, name, RestartType.TEMPORARY, "source 0");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aRefusalNamesThePlaceOfASettingUnderANameInBrackets(Kind kind) {
		for (String name : NAMES) {
			String key = (kind == Kind.SUPERVISOR) ? "max-restarts" : "init-timeout";
			StandardEnvironment environment = environment(setting(kind, "[" + name + "]", key, "-1"));
			assertThatExceptionOfType(InvalidConfigurationException.class).as(name)
				.isThrownBy(() -> resolve(environment, kind, name))
				.withMessageContaining("." + key + " = -1   (")
				.withMessageContaining("source 0")
				.withMessageNotContaining("is not set and has its default");
		}
	}

	@ParameterizedTest
	@EnumSource
	void theSourceThatCountsMoreWinsWhicheverOfThemHasBrackets(Kind kind) {
		// Before and after the other by name, so that no order of names helps.
		for (String plain : List.of("flightboard", "FlightBoard", "f-light-board")) {
			for (String name : NAMES) {
				Map<String, Object> bracketed = setting(kind, "[" + name + "]", "restart", "temporary");
				Map<String, Object> bare = setting(kind, plain, "restart", "transient");
				requireRestart(environment(bracketed, bare), kind, name, RestartType.TEMPORARY, "source 0");
				requireRestart(environment(bare, bracketed), kind, name, RestartType.TRANSIENT, "source 0");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void aVariableOfTheEnvironmentMeansANameInBrackets(Kind kind) {
		for (String name : NAMES) {
			StandardEnvironment environment = environment(setting(kind, "[" + name + "]", "restart", "temporary"));
			String variable = "CONCURRENCY_" + kind.plural().toUpperCase(Locale.ROOT) + "_INSTANCES_"
					+ RelaxedNames.fold(name).toUpperCase(Locale.ROOT) + "_RESTART";
			environment.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(variable, "transient")));
			resolve(environment, kind, name);
			requireRestart(environment, kind, name, RestartType.TRANSIENT, variable);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aSharedConfigurationMayHaveANameInBrackets(Kind kind) {
		for (String name : NAMES) {
			StandardEnvironment environment = environment(
					Map.of("concurrency." + kind.plural() + ".configs[" + name + "].restart", "temporary"),
					setting(kind, "one", "base-config", name));
			requireRestart(environment, kind, "one", RestartType.TEMPORARY, "source 0");
		}
	}

	@Test
	void ofTwoSchedulesOfANameInBracketsTheNearerOneWins() {
		StandardEnvironment environment = environment(setting(Kind.WORKER, "[flightBoard]", "cron", "0 0 3 * * *"),
				setting(Kind.WORKER, "[flightBoard]", "interval", "1h"));
		assertThat(resolve(environment, Kind.WORKER, "flightBoard").workers().get("flightBoard").schedule())
			.isInstanceOf(CronSchedule.class);
	}

	@Test
	void aNameInAnotherAlphabetThatNoProcessCanHaveIsRefusedAsThat() {
		StandardEnvironment environment = environment(setting(Kind.BOUNDARY, "[größe]", "max-in-flight", "1"));
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> resolve(environment, Kind.BOUNDARY, "größe"))
			.withMessageContaining("[größe].max-in-flight = 1   (")
			.withMessageEndingWith("Correct the name.");
	}

	@Test
	void aNameInBracketsInOnePlaceOnlyIsRefusedWithTheWayOut() {
		StandardEnvironment environment = environment(setting(Kind.SINK, "flightBoard", "capacity", "770"),
				setting(Kind.SINK, "[flightBoard]", "restart", "temporary"));
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> ConcurrencyProperties.bind(environment))
			.satisfies((refusal) -> assertThat(new UnknownSettingFailureAnalyzer(environment).analyze(refusal))
				.isNotNull()
				.returns("Write each name in brackets everywhere or nowhere. Correct or remove what is no such name.",
						FailureAnalysis::getAction)
				.extracting(FailureAnalysis::getDescription, InstanceOfAssertFactories.STRING)
				.contains("concurrency.sinks.instances[flightBoard].restart = temporary   ("));
	}

	private static Map<String, Object> setting(Kind kind, String name, String key, String value) {
		return Map.of(
				"concurrency." + kind.plural() + ".instances" + (name.startsWith("[") ? "" : ".") + name + "." + key,
				value);
	}

	@SafeVarargs
	private static StandardEnvironment environment(Map<String, Object>... sources) {
		StandardEnvironment environment = new StandardEnvironment();
		for (int i = 0; i < sources.length; i++) {
			environment.getPropertySources().addLast(new MapPropertySource("source " + i, sources[i]));
		}
		return environment;
	}

	private static void requireRestart(StandardEnvironment environment, Kind kind, String name, RestartType restart,
			String place) {
		BoundProperties bound = BoundProperties.of(environment);
		assertThat(bound.of(kind).of(name).restart()).as(name).isEqualTo(restart);
		assertThat(bound.of(kind)
			.keys(name)
			.stream()
			.flatMap((key) -> bound.origins().find(key.append("restart")).stream())
			.findFirst()
			.map(ConfigurationProperty::getOrigin)).as(name).get().asString().contains(place);
	}

	private static Settings resolve(StandardEnvironment environment, Kind kind, String name) {
		environment.getPropertySources()
			.addLast(new MapPropertySource("schedule", Map.of("concurrency.workers.configs.default.interval", "1h")));
		return new SettingsResolver(ConcurrencyProperties.bind(environment),
				new Origins(ConfigurationPropertySources.get(environment)), (lock, atMostFor, atLeastFor) -> {
					throw new IllegalStateException("no lock is meant");
				}, ActorThreads.of(environment), Duration.ofSeconds(30), () -> Duration.ZERO, null)
			.resolve(new Names(of(kind, Kind.SINK, name), of(kind, Kind.WORKER, name), of(kind, Kind.ACTOR, name),
					of(kind, Kind.PROCESS, name)));
	}

	private static List<String> of(Kind kind, Kind wanted, String name) {
		return (kind == wanted) ? List.of(name) : List.of();
	}

}
