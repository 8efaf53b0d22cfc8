package dev.concurrency.sample;

import java.nio.file.Path;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import dev.concurrency.test.ConcurrencyRules;

/** The sample does what the library asks of others. */
class ArchitectureTests {

	@Test
	void nothingBlocksAThreadThatItShares() {
		ConcurrencyRules.create().all().check(new ClassFileImporter().importPath(Path.of("target", "classes")));
	}

}
