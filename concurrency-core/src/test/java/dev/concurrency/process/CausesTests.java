package dev.concurrency.process;

import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Failures whose causes are not what one expects. */
class CausesTests {

	@Test
	void theInnermostIsLast() {
		Exception inner = new Exception("inner");
		Exception outer = new Exception("outer", inner);
		assertThat(Causes.of(outer)).containsExactly(outer, inner);
		assertThat(Causes.innermost(outer)).isSameAs(inner);
		assertThat(Causes.innermost(inner)).isSameAs(inner);
	}

	@Test
	void aCauseThatCannotBeReadEndsTheChain() {
		Exception unreadable = new Unreadable();
		Exception outer = new Exception("outer", unreadable);
		assertThat(Causes.of(outer)).containsExactly(outer, unreadable);
		assertThat(Stacks.of(outer)).contains("outer", "\nCaused by: " + Unreadable.class.getName());
	}

	@Test
	void causesThatLeadBackAreFollowedOnce() {
		Exception one = new Exception("one");
		Exception two = new Exception("two", one);
		one.initCause(two);
		assertThat(Causes.of(two)).containsExactly(two, one);
		assertThat(RootCause.of(ProcessPath.ROOT, two).message()).isEqualTo("one");
	}

	@Test
	void aChainWithoutAnEndIsCutOff() {
		assertThat(Causes.of(new Endless())).hasSize(100);
	}

	@Test
	void aLongChainIsFollowedToItsEnd() {
		Exception inner = new Exception("0");
		Exception outer = IntStream.range(1, 50)
			.boxed()
			.reduce(inner, (cause, number) -> new Exception(number.toString(), cause), (left, right) -> right);
		assertThat(Causes.innermost(outer)).isSameAs(inner);
	}

	@SuppressWarnings("serial")
	private static final class Unreadable extends Exception {

		@Override
		public synchronized @Nullable Throwable getCause() {
			throw new IllegalStateException("cause");
		}

	}

	@SuppressWarnings("serial")
	private static final class Endless extends Exception {

		@Override
		public synchronized Throwable getCause() {
			return new Endless();
		}

	}

}
