package dev.concurrency.process;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is told of exceptions that fail when they are asked. */
class FailuresTests {

	@Test
	void aReadableOneIsLoggedItself() {
		Exception failure = new Exception("outer", new Exception("inner"));
		failure.addSuppressed(new Exception("suppressed"));
		assertThat(Failures.loggable(failure)).isSameAs(failure);
	}

	@Test
	void oneThatLeadsBackToItselfIsReadable() {
		Exception one = new Exception("one");
		Exception two = new Exception("two", one);
		one.initCause(two);
		assertThat(Failures.loggable(two)).isSameAs(two);
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void anUnreadableOneIsReplacedByOneThatTellsItsTypeAndStack(Exception failure) {
		Throwable told = Failures.loggable(failure);
		assertThat(told).hasNoCause().hasMessageStartingWith(failure.getClass().getName());
		assertThat(told).hasMessageEndingWith("(as far as it can be read)");
		assertThat(Failures.loggable(told)).isSameAs(told);
		if (!(failure instanceof WithoutStack)) {
			assertThat(told.getStackTrace()).isEqualTo(failure.getStackTrace());
		}
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void soIsOneThatHoldsAnUnreadableOne(Exception failure) {
		Throwable told = Failures.loggable(new Exception("outer", failure));
		assertThat(told).hasMessage(Exception.class.getName() + ": outer (as far as it can be read)");
		assertThat(told.getCause()).hasMessageStartingWith(failure.getClass().getName());
		Exception suppressing = new Exception("suppressing");
		suppressing.addSuppressed(failure);
		assertThat(Failures.loggable(suppressing)).isNotSameAs(suppressing).hasMessageContaining("suppressing");
	}

	@Test
	void causesWithoutAnEndAreCutOff() {
		Throwable told = Failures.loggable(new Endless());
		assertThat(told).isNotInstanceOf(Endless.class);
		assertThat(Causes.of(told)).hasSize(100);
	}

	@Test
	void theTextIsThatOfTheExceptionOrElseTheNameOfItsClass() {
		assertThat(Failures.text(new Exception("broken"))).isEqualTo(Exception.class.getName() + ": broken");
		assertThat(Failures.text(new WithoutText())).isEqualTo(WithoutText.class.getName());
	}

	@Test
	void anExceptionDoesNotSuppressItself() {
		Exception failure = new Exception("first");
		Exception second = new Exception("second");
		Failures.suppress(failure, failure);
		Failures.suppress(failure, second);
		assertThat(failure.getSuppressed()).containsExactly(second);
	}

	private static Stream<Exception> unreadable() {
		return Stream.of(new WithoutCause(), new WithoutMessage(), new WithoutText(), new WithoutStack());
	}

	@SuppressWarnings("serial")
	private static final class WithoutCause extends Exception {

		@Override
		public synchronized @Nullable Throwable getCause() {
			throw new IllegalStateException("cause");
		}

	}

	@SuppressWarnings("serial")
	private static final class WithoutMessage extends Exception {

		@Override
		public String getMessage() {
			throw new NoClassDefFoundError("message");
		}

	}

	@SuppressWarnings({ "serial", "OverrideThrowableToString" })
	private static final class WithoutText extends Exception {

		@Override
		public String toString() {
			throw new IllegalStateException("text");
		}

	}

	@SuppressWarnings("serial")
	private static final class WithoutStack extends Exception {

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new IllegalStateException("stack");
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
