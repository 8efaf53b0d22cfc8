package dev.concurrency.process;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProcessPathTests {

	@Test
	void aChildAddsItsNameToThePath() {
		ProcessPath path = ProcessPath.ROOT.child("sinks").child("audit");
		assertThat(path).hasToString("root/sinks/audit").isEqualTo(new ProcessPath("root/sinks/audit"));
		assertThat(path.name()).isEqualTo("audit");
		assertThat(ProcessPath.ROOT.name()).isEqualTo("root");
	}

	@Test
	void onlyTheNextLevelIsAChild() {
		ProcessPath sinks = ProcessPath.ROOT.child("sinks");
		assertThat(sinks.isChildOf(ProcessPath.ROOT)).isTrue();
		assertThat(sinks.child("audit").isChildOf(sinks)).isTrue();
		assertThat(sinks.child("audit").isChildOf(ProcessPath.ROOT)).isFalse();
		assertThat(ProcessPath.ROOT.isChildOf(ProcessPath.ROOT)).isFalse();
		assertThat(sinks.isChildOf(sinks)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "9", "flight-board.v2_x", "com.acme.Drain$1#0" })
	void goodNamesAreTaken(String name) {
		assertThat(ProcessPath.ROOT.child(name).name()).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a/b", "-a", ".", "..", "_a", "ä", "a\n" })
	void badNamesAreRefusedAndSaidWhere(String name) {
		assertThatExceptionOfType(InvalidNameException.class)
			.isThrownBy(() -> ProcessPath.ROOT.child("sinks").child(name))
			.withMessageContaining("'" + name + "'")
			.withMessageContaining("root/sinks")
			.returns(name, InvalidNameException::name);
	}

	@Test
	void aNameHasAtMost127Characters() {
		assertThat(ProcessPath.ROOT.child("a".repeat(127)).name()).hasSize(127);
		assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> ProcessPath.ROOT.child("a".repeat(128)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "JFK", "", " ", "a/b", "-1", "ключ", "\n", "a b c" })
	void anyKeyGivesAPathThatIsAValidChild(String key) {
		ProcessPath path = ProcessPath.ROOT.childForKey(key);
		assertThat(path.isChildOf(ProcessPath.ROOT)).isTrue();
		assertThat(ProcessPath.ROOT.child(path.name())).isEqualTo(path);
	}

	@Test
	void aKeyThatIsANameIsKeptAndALongOneIsCut() {
		assertThat(ProcessPath.ROOT.childForKey("JFK").name()).isEqualTo("JFK");
		assertThat(ProcessPath.ROOT.childForKey(42).name()).isEqualTo("42");
		assertThat(ProcessPath.ROOT.childForKey("-" + "x".repeat(500)).name()).hasSize(127).startsWith("k-x");
	}

	@Test
	void keysFindNoPlaceBelowTheDeepestLevelEither() {
		ProcessPath deepest = ProcessPath.ROOT;
		for (int i = 1; i < ProcessPath.MAX_DEPTH; i++) {
			deepest = deepest.child("x");
		}
		ProcessPath last = deepest;
		assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> last.childForKey("JFK"))
			.withMessageContaining("64 levels");
	}

}
