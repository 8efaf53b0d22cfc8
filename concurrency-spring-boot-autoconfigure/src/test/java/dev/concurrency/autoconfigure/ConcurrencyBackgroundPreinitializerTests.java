package dev.concurrency.autoconfigure;

import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/** Spring Boot tells nobody that a rehearsal has failed. */
@ExtendWith(OutputCaptureExtension.class)
class ConcurrencyBackgroundPreinitializerTests {

	@Test
	void springBootFindsTheRehearsal() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(BackgroundPreinitializer.class))
			.hasAtLeastOneElementOfType(ConcurrencyBackgroundPreinitializer.class);
	}

	@Test
	void theRehearsalGoesThroughAndIsSilent(CapturedOutput output) {
		new ConcurrencyBackgroundPreinitializer().preinitialize();
		assertThat(output).isEmpty();
	}

	@Test
	void theRehearsalStartsNoThread() {
		Set<Thread> before = threads();
		new ConcurrencyBackgroundPreinitializer().preinitialize();
		assertThat(threads()).isSubsetOf(before);
	}

	@Test
	void whatSurroundsTheApplicationIsNotRehearsed() {
		System.setProperty("concurrency.sinks.instances.unknown.capacity", "none");
		try {
			new ConcurrencyBackgroundPreinitializer().preinitialize();
		}
		finally {
			System.clearProperty("concurrency.sinks.instances.unknown.capacity");
		}
	}

	/** Of other tests some may end at any time. */
	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().contains("concurrency") || thread.getName().contains("ehearsed"))
			.collect(Collectors.toSet());
	}

}
