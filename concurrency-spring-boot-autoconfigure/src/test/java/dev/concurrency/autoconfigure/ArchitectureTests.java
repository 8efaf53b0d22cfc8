package dev.concurrency.autoconfigure;

import java.nio.file.Path;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import dev.concurrency.test.ConcurrencyRules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The package rules of the auto-configure module.
 */
class ArchitectureTests {

	private static final String SPRING = "dev.concurrency.spring..";

	private static final String ACTUATE = "dev.concurrency.actuate..";

	private static final String METRICS = "dev.concurrency.metrics..";

	private static final String TRACING = "dev.concurrency.tracing..";

	private static final String AUTOCONFIGURE = "dev.concurrency.autoconfigure..";

	/** The main classes of this module only, whatever else the class path holds. */
	private static final JavaClasses module = new ClassFileImporter().importPath(Path.of("target", "classes"));

	@Test
	void thereAreClassesToCheck() {
		assertThat(module).isNotEmpty();
	}

	@Test
	void thereIsNoOtherPackage() {
		classes().should().resideInAnyPackage(SPRING, ACTUATE, METRICS, TRACING, AUTOCONFIGURE).check(module);
	}

	@Test
	void nothingImportsTheWiring() {
		noClasses().that()
			.resideOutsideOfPackage(AUTOCONFIGURE)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(AUTOCONFIGURE)
			.check(module);
	}

	@Test
	void metersAndTracesDoWithoutSpring() {
		noClasses().that()
			.resideInAnyPackage(METRICS, TRACING)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", SPRING, ACTUATE)
			.allowEmptyShould(true)
			.check(module);
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching("dev.concurrency.(*)..").should().beFreeOfCycles().check(module);
	}

	@Test
	void nothingBlocksAThreadThatItShares() {
		ConcurrencyRules.create().all().check(module);
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(module).extracting(JavaClass::getPackage)
			.allSatisfy((javaPackage) -> assertThat(javaPackage.isAnnotatedWith(NullMarked.class))
				.as("@NullMarked on the package-info of %s", javaPackage.getName())
				.isTrue());
	}

}
