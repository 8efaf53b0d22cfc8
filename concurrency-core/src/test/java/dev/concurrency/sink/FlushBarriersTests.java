package dev.concurrency.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.queue.Mark;

import static org.assertj.core.api.Assertions.assertThat;

class FlushBarriersTests {

	private final FlushBarriers barriers = new FlushBarriers(ProcessPath.ROOT.child("sinks").child("audit"),
			Runnable::run);

	private final List<String> told = new ArrayList<>();

	@BeforeEach
	void open() {
		this.barriers.open();
	}

	@Test
	void whatFollowsAFlushIsNotRunByTheDrain() {
		List<Runnable> handedOver = new ArrayList<>();
		FlushBarriers others = new FlushBarriers(ProcessPath.ROOT.child("other"), handedOver::add);
		others.open();
		var unused = others.add(Mark.of(1)).thenRun(() -> this.told.add("flushed"));
		others.reached(Mark.of(1));
		assertThat(this.told).isEmpty();
		handedOver.forEach(Runnable::run);
		assertThat(this.told).containsExactly("flushed");
	}

	@Test
	void nobodyWaitsAtFirst() {
		assertThat(this.barriers.isWaiting()).isFalse();
		assertThat(this.barriers.isReached(() -> Mark.of(Long.MAX_VALUE - 1))).isFalse();
	}

	@Test
	void aBarrierIsReachedWhenEverythingBeforeItIsTaken() {
		add("ten", 10);
		assertThat(this.barriers.isWaiting()).isTrue();
		assertThat(this.barriers.isReached(() -> Mark.of(9))).isFalse();
		this.barriers.reached(Mark.of(9));
		assertThat(this.told).isEmpty();
		assertThat(this.barriers.isReached(() -> Mark.of(10))).isTrue();
		this.barriers.reached(Mark.of(10));
		assertThat(this.told).containsExactly("ten");
		assertThat(this.barriers.isWaiting()).isFalse();
	}

	@Test
	void barriersAreReachedOneAfterTheOther() {
		add("one", 1);
		add("two", 2);
		add("three", 3);
		this.barriers.reached(Mark.of(2));
		assertThat(this.told).containsExactly("one", "two");
		assertThat(this.barriers.isReached(() -> Mark.of(2))).isFalse();
		this.barriers.reached(Mark.of(3));
		assertThat(this.told).containsExactly("one", "two", "three");
	}

	@Test
	void oneThatComesLateWithALowerNumberWaitsWithTheLast() {
		add("five", 5);
		add("late", 4);
		this.barriers.reached(Mark.of(4));
		assertThat(this.told).isEmpty();
		this.barriers.reached(Mark.of(5));
		assertThat(this.told).containsExactlyInAnyOrder("five", "late");
	}

	@Test
	void theFirstFailureIsToldOnce() {
		IllegalStateException first = new IllegalStateException("first");
		add("one", 1);
		this.barriers.failed(first);
		this.barriers.failed(new IllegalStateException("second"));
		this.barriers.reached(Mark.of(1));
		add("two", 2);
		this.barriers.reached(Mark.of(2));
		assertThat(this.told).containsExactly("one: " + first, "two");
	}

	@Test
	void aFailureThatNobodyWaitedForIsLeftToTheNext() {
		IllegalStateException first = new IllegalStateException("first");
		this.barriers.failed(first);
		add("one", 1);
		this.barriers.reached(Mark.of(1));
		assertThat(this.told).containsExactly("one: " + first);
	}

	@Test
	void whoGivesUpLeavesTheFailureToTheNext() {
		IllegalStateException first = new IllegalStateException("first");
		var unused = this.barriers.add(Mark.of(1)).toCompletableFuture().cancel(false);
		this.barriers.failed(first);
		this.barriers.reached(Mark.of(1));
		add("two", 2);
		this.barriers.reached(Mark.of(2));
		add("three", 3);
		this.barriers.reached(Mark.of(3));
		assertThat(this.told).containsExactly("two: " + first, "three");
	}

	@Test
	void whoLetsItsTimeRunOutHasGivenUp() {
		CompletableFuture<Void> waiting = this.barriers.add(Mark.of(1)).toCompletableFuture();
		waiting.completeExceptionally(new TimeoutException());
		this.barriers.failed(new IllegalStateException("first"));
		this.barriers.reached(Mark.of(1));
		add("two", 2);
		this.barriers.reached(Mark.of(2));
		assertThat(this.told).singleElement().asString().contains("first");
	}

	@Test
	void whoGivesUpTakesTheFailureFromNobodyElse() {
		IllegalStateException first = new IllegalStateException("first");
		add("one", 1);
		var unused = this.barriers.add(Mark.of(1)).toCompletableFuture().cancel(false);
		this.barriers.failed(first);
		this.barriers.reached(Mark.of(1));
		add("two", 2);
		this.barriers.reached(Mark.of(2));
		assertThat(this.told).containsExactly("one: " + first, "two");
	}

	@Test
	void theNextNeedNotWaitUntilWhoGaveUpIsPassedOver() {
		List<Runnable> handedOver = new ArrayList<>();
		FlushBarriers slow = new FlushBarriers(ProcessPath.ROOT.child("other"), handedOver::add);
		slow.open();
		IllegalStateException first = new IllegalStateException("first");
		var unused = slow.add(Mark.of(1)).toCompletableFuture().cancel(false);
		slow.failed(first);
		slow.reached(Mark.of(1));
		assertThat(handedOver).isEmpty();
		CompletionStage<Void> two = slow.add(Mark.of(2));
		slow.reached(Mark.of(2));
		handedOver.remove(0).run();
		two.whenComplete((nothing, failure) -> this.told.add("two: " + failure));
		assertThat(this.told).containsExactly("two: " + first);
	}

	@Test
	void whoGivesUpWhileItIsAboutToBeToldLeavesTheFailureToTheNextToo() {
		List<Runnable> handedOver = new ArrayList<>();
		FlushBarriers slow = new FlushBarriers(ProcessPath.ROOT.child("other"), handedOver::add);
		slow.open();
		IllegalStateException first = new IllegalStateException("first");
		FlushStage one = slow.add(Mark.of(1));
		slow.failed(first);
		slow.reached(Mark.of(1));
		slow.failed(new IllegalStateException("second"));
		var unused = one.toCompletableFuture().cancel(false);
		handedOver.remove(0).run();
		CompletionStage<Void> two = slow.add(Mark.of(2));
		slow.reached(Mark.of(2));
		handedOver.remove(0).run();
		two.whenComplete((nothing, failure) -> this.told.add("two: " + failure));
		assertThat(this.told).containsExactly("two: " + first);
	}

	@Test
	void allWhoAreReachedTogetherAreToldOfTheFailure() {
		IllegalStateException first = new IllegalStateException("first");
		add("one", 1);
		add("two", 2);
		this.barriers.failed(first);
		this.barriers.reached(Mark.of(2));
		assertThat(this.told).containsExactly("one: " + first, "two: " + first);
	}

	@Test
	void closingFailsWhoWaitsAndWhoComesLater() {
		add("one", 1);
		this.barriers.close();
		add("two", 2);
		assertThat(this.told).hasSize(2).allMatch((line) -> line.contains("SinkClosedException"));
		assertThat(this.told).allMatch((line) -> line.contains("root/sinks/audit"));
		assertThat(this.barriers.isWaiting()).isFalse();
	}

	@Test
	void openedAgainItTakesBarriersAgain() {
		this.barriers.close();
		this.barriers.open();
		add("one", 1);
		this.barriers.reached(Mark.of(1));
		assertThat(this.told).containsExactly("one");
	}

	@Test
	void aStageCannotBeCompletedFromOutside() {
		CompletionStage<Void> stage = this.barriers.add(Mark.of(1));
		stage.toCompletableFuture().complete(null);
		List<String> late = new ArrayList<>();
		stage.thenRun(() -> late.add("told"));
		assertThat(late).isEmpty();
	}

	@Test
	void whoIsToldMayFlushAgain() {
		CompletionStage<Void> first = this.barriers.add(Mark.of(1));
		first.thenRun(() -> add("again", 2));
		this.barriers.reached(Mark.of(1));
		assertThat(this.barriers.isReached(() -> Mark.of(2))).isTrue();
		this.barriers.reached(Mark.of(2));
		assertThat(this.told).containsExactly("again");
	}

	private void add(String name, long end) {
		CompletionStage<Void> stage = this.barriers.add(Mark.of(end));
		stage.whenComplete((result, failure) -> this.told.add((failure != null) ? name + ": " + cause(failure) : name));
	}

	/** Who follows a stage sees its failure wrapped, as with any dependent stage. */
	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
