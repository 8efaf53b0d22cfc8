package dev.concurrency.dataspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.Repeats;
import dev.concurrency.process.Terminated;
import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** What is asserted, found and retracted; who follows is in {@link SubscriptionTests}. */
class DataspaceTests {

	private final FakeProcess owner = new FakeProcess(1);

	private final FakeProcess successor = new FakeProcess(2);

	private @Nullable ProcessContext running;

	private final Dataspace dataspace = new Dataspace(new SteppedExecutor(), new Repeats(TimeSource.system()),
			() -> Optional.ofNullable(this.running));

	@Test
	void aValueIsFoundUnderItsTypeAndKeyOnly() {
		this.dataspace.assertValue(this.owner, String.class, "a", "one");
		assertThat(this.dataspace.find(String.class, "a")).contains("one");
		assertThat(this.dataspace.find(String.class, "b")).isEmpty();
		assertThat(this.dataspace.find(CharSequence.class, "a")).isEmpty();
	}

	@Test
	void theLastAssertionUnderAKeyWins() {
		this.dataspace.assertValue(this.owner, String.class, "a", "one");
		this.dataspace.assertValue(this.successor, String.class, "a", "two");
		assertThat(this.dataspace.find(String.class, "a")).contains("two");
	}

	@Test
	void whatIsRetractedIsGone() {
		Assertion assertion = this.dataspace.assertValue(this.owner, String.class, "a", "one");
		this.dataspace.assertValue(this.owner, String.class, "b", "other");
		assertion.retract();
		assertion.retract();
		assertThat(this.dataspace.current(String.class)).isEqualTo(Map.of("b", "other"));
	}

	@Test
	void closingAnAssertionRetracts() {
		try (Assertion assertion = this.dataspace.assertValue(this.owner, String.class, "a", "one")) {
			assertThat(assertion).isNotNull();
			assertThat(this.dataspace.find(String.class, "a")).isPresent();
		}
		assertThat(this.dataspace.find(String.class, "a")).isEmpty();
	}

	@Test
	void retractingWhatWasReplacedLeavesItsSuccessor() {
		Assertion replaced = this.dataspace.assertValue(this.owner, String.class, "a", "one");
		// Equal, and yet another assertion.
		this.dataspace.assertValue(this.owner, String.class, "a", "one");
		replaced.retract();
		assertThat(this.dataspace.find(String.class, "a")).contains("one");
	}

	static Stream<Named<Consumer<FakeProcess>>> endings() {
		return Stream.of(Named.of("clean", FakeProcess::end),
				Named.of("failed", (process) -> process.end.completeExceptionally(new AssertionError("died"))),
				Named.of("cancelled", (process) -> process.end.cancel(true)));
	}

	@ParameterizedTest
	@MethodSource("endings")
	void whatAnOwnerAssertedGoesWithItHoweverItEnds(Consumer<FakeProcess> ending) {
		this.dataspace.assertValue(this.owner, String.class, "a", "one");
		this.dataspace.assertValue(this.owner, Integer.class, "a", 1);
		this.dataspace.assertValue(this.successor, String.class, "b", "other");
		ending.accept(this.owner);
		assertThat(this.dataspace.current(String.class)).isEqualTo(Map.of("b", "other"));
		assertThat(this.dataspace.find(Integer.class, "a")).isEmpty();
	}

	@Test
	void theEndOfAnOwnerLeavesWhatItsSuccessorAsserted() {
		this.dataspace.assertValue(this.owner, String.class, "a", "one");
		this.dataspace.assertValue(this.successor, String.class, "a", "two");
		this.owner.end();
		assertThat(this.dataspace.find(String.class, "a")).contains("two");
	}

	@Test
	void anOwnerThatHasEndedAssertsNothingAndReplacesNothing() {
		this.dataspace.assertValue(this.successor, String.class, "a", "two");
		this.owner.end();
		this.dataspace.assertValue(this.owner, String.class, "a", "late").retract();
		this.dataspace.assertValue(this.owner, String.class, "b", "late");
		assertThat(this.dataspace.current(String.class)).isEqualTo(Map.of("a", "two"));
	}

	@Test
	void anOwnerIsKnownByItsIncarnationAndRegistersOneCallback() {
		for (int i = 0; i < 100; i++) {
			FakeProcess sameIncarnation = new FakeProcess(1);
			this.dataspace.assertValue((i == 0) ? this.owner : sameIncarnation, String.class, i, "value").retract();
			assertThat(sameIncarnation.end.getNumberOfDependents()).isZero();
		}
		assertThat(this.owner.end.getNumberOfDependents()).isEqualTo(1);
	}

	/** The race: two threads use a new owner for the first time. */
	@Test
	void whatTwoFirstUsersAssertGoesWithTheirOwner() {
		FakeProcess contended = new FakeProcess(3) {

			private boolean first = true;

			@Override
			public CompletionStage<Terminated> ended() {
				if (this.first) {
					this.first = false;
					DataspaceTests.this.dataspace.assertValue(this, String.class, "b", "faster");
				}
				return super.ended();
			}

		};
		this.dataspace.assertValue(contended, String.class, "a", "slower");
		assertThat(this.dataspace.current(String.class)).hasSize(2);
		contended.end();
		assertThat(this.dataspace.kept()).isZero();
	}

	/** The race: two threads use an owner for the first time that has ended already. */
	@Test
	void whatTwoFirstUsersOfAnEndedOwnerAssertIsNeverFound() {
		List<Object> found = new ArrayList<>();
		FakeProcess ended = new FakeProcess(3) {

			private boolean first = true;

			@Override
			public CompletionStage<Terminated> ended() {
				if (this.first) {
					this.first = false;
					DataspaceTests.this.dataspace.assertValue(this, String.class, "b", "faster");
					found.addAll(DataspaceTests.this.dataspace.current(String.class).keySet());
				}
				return super.ended();
			}

		};
		ended.end();
		this.dataspace.assertValue(ended, String.class, "a", "slower");
		found.addAll(this.dataspace.current(String.class).keySet());
		assertThat(found).isEmpty();
	}

	/** The race: the owner ends between the registration of the callback and its use. */
	@Test
	void anOwnerThatEndsDuringItsFirstAssertionLeavesNothing() {
		FakeProcess ending = new FakeProcess(3) {

			@Override
			public CompletionStage<Terminated> ended() {
				end();
				return super.ended();
			}

		};
		this.dataspace.assertValue(ending, String.class, "a", "one");
		assertThat(this.dataspace.kept()).isZero();
	}

	@Test
	void codeInAProcessAssertsForThatProcess() {
		this.running = this.owner;
		this.dataspace.assertValue(String.class, "a", "one");
		this.running = null;
		assertThat(this.dataspace.find(String.class, "a")).contains("one");
		this.owner.end();
		assertThat(this.dataspace.find(String.class, "a")).isEmpty();
	}

	@Test
	void codeOutsideOfAnyProcessIsToldToNameAnOwner() {
		assertThatIllegalStateException().isThrownBy(() -> this.dataspace.assertValue(String.class, "a", "one"))
			.withMessageContaining("java.lang.String 'a'")
			.withMessageContaining("pass the ProcessContext of its owner");
		assertThat(this.dataspace.kept()).isZero();
	}

	@Test
	void currentIsACopyInTheOrderOfTheAssertions() {
		this.dataspace.assertValue(this.owner, String.class, "z", "one");
		this.dataspace.assertValue(this.owner, String.class, "a", "two");
		Map<Object, String> before = this.dataspace.current(String.class);
		this.dataspace.assertValue(this.owner, String.class, "m", "three");
		assertThat(before).containsExactly(Map.entry("z", "one"), Map.entry("a", "two"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(before::clear);
		assertThat(this.dataspace.current(Integer.class)).isEmpty();
	}

	@Test
	@SuppressWarnings({ "unchecked", "rawtypes" })
	void aValueThatIsNotOfItsTypeIsRefused() {
		Class raw = Integer.class;
		assertThatExceptionOfType(ClassCastException.class)
			.isThrownBy(() -> this.dataspace.assertValue(this.owner, raw, "a", "one"));
		assertThat(this.dataspace.current(Integer.class)).isEmpty();
	}

	@Test
	@SuppressWarnings("NullAway")
	void nothingMayBeNull() {
		assertThatNullPointerException()
			.isThrownBy(() -> this.dataspace.assertValue(this.owner, String.class, null, "one"));
		assertThatNullPointerException()
			.isThrownBy(() -> this.dataspace.assertValue(this.owner, String.class, "a", null));
	}

	@Test
	void nothingIsKeptOfWhatWasReplacedOrClosed() {
		this.running = this.owner;
		this.dataspace.assertValue(String.class, "a", "one");
		int kept = this.dataspace.kept();
		for (int i = 0; i < 100; i++) {
			this.dataspace.assertValue(String.class, "a", "again");
			this.dataspace.assertValue(String.class, i, "other").retract();
			this.dataspace.subscribe(String.class, 1, (change) -> {
			}).close();
		}
		assertThat(this.dataspace.kept()).isEqualTo(kept);
	}

	@Test
	void nothingIsKeptOfWhatIsGone() {
		this.dataspace.assertValue(this.owner, String.class, "a", "one");
		this.dataspace.assertValue(this.owner, String.class, "a", "two");
		this.running = this.owner;
		this.dataspace.subscribe(Integer.class, 1, (change) -> {
		});
		this.dataspace.subscribe(Long.class, "a", 1, (change) -> {
		}).close();
		assertThat(this.dataspace.kept()).isPositive();
		this.owner.end();
		assertThat(this.dataspace.kept()).isZero();
	}

}
