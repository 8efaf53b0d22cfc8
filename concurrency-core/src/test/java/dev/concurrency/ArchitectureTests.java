package dev.concurrency;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.concurrency.process.Admission;
import dev.concurrency.process.CheckReturnValue;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The package rules of the core: which package may import which. A new package has to be
 * entered here.
 */
class ArchitectureTests {

	private static final String ROOT = "dev.concurrency";

	private static final List<String> PLAIN = List.of("java..", "org.jspecify..");

	private static final String LOGGING = "org.slf4j..";

	/**
	 * What each package may import beside itself, the JDK and the nullness annotations.
	 */
	private static final Map<String, List<String>> MAY_IMPORT = new TreeMap<>(Map.of("time", List.of(), "queue",
			List.of(), "process", List.of("time", LOGGING), "supervision", List.of("time", "process", LOGGING), "sink",
			List.of("time", "process", "queue", LOGGING), "worker", List.of("time", "process", "queue", LOGGING),
			"actor", List.of("time", "process", "queue", LOGGING), "boundary",
			List.of("time", "process", "queue", LOGGING), "dataspace", List.of("process", LOGGING)));

	/** The main classes of this module only, whatever else the class path holds. */
	private static final JavaClasses core = new ClassFileImporter().importPath(Path.of("target", "classes"));

	@Test
	void thereAreClassesToCheck() {
		assertThat(core).isNotEmpty();
	}

	static Iterable<String> packages() {
		return MAY_IMPORT.keySet();
	}

	@ParameterizedTest
	@MethodSource("packages")
	void packageImportsOnlyWhatItMay(String name) {
		classes().that()
			.resideInAPackage(tree(name))
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(allowed(name))
			.allowEmptyShould(true)
			.check(core);
	}

	@Test
	void onlyTheRootPackageImportsTheRootPackage() {
		noClasses().that()
			.resideOutsideOfPackage(ROOT)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT)
			.check(core);
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(core);
	}

	@Test
	void everyPackageIsInTheTable() {
		assertThat(core).extracting(JavaClass::getPackageName)
			.allMatch((name) -> name.equals(ROOT) || MAY_IMPORT.containsKey(firstBelowRoot(name)));
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(core).extracting(JavaClass::getPackage)
			.allSatisfy((javaPackage) -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class))
				.as("@NullMarked on the package-info of %s", javaPackage.getName())
				.isTrue());
	}

	/** A refused item is still the caller's, who has to learn of it. */
	@Test
	void whoOffersSomethingMustLookAtTheAnswer() {
		methods().that()
			.haveRawReturnType(Admission.class)
			.and()
			.areDeclaredInClassesThat()
			.areInterfaces()
			.should()
			.beAnnotatedWith(CheckReturnValue.class)
			.check(core);
	}

	private static String[] allowed(String name) {
		List<String> patterns = MAY_IMPORT.get(name)
			.stream()
			.map((other) -> other.contains(".") ? other : tree(other))
			.toList();
		return Stream.of(PLAIN, List.of(tree(name)), patterns).flatMap(List::stream).toArray(String[]::new);
	}

	private static String tree(String name) {
		return ROOT + "." + name + "..";
	}

	private static String firstBelowRoot(String packageName) {
		return packageName.substring(ROOT.length() + 1).replaceFirst("\\..*", "");
	}

}
