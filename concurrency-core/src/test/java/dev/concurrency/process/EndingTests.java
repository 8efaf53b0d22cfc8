package dev.concurrency.process;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Those who are told of an end and may leave before it. */
@Timeout(60)
class EndingTests {

	private final List<Runnable> later = new ArrayList<>();

	private final Ending<@Nullable Void> ending = new Ending<>(this.later::add);

	private final AtomicInteger told = new AtomicInteger();

	@Test
	void followersAreToldOnceAndElsewhere() {
		Runnable leave = this.ending.follow(this.told::incrementAndGet);
		this.ending.follow(this.told::incrementAndGet);
		this.ending.complete(CompletableFuture.completedFuture(null));
		assertThat(this.told).hasValue(0);
		this.later.forEach(Runnable::run);
		assertThat(this.told).hasValue(2);
		this.ending.complete(CompletableFuture.completedFuture(null));
		this.later.forEach(Runnable::run);
		leave.run();
		assertThat(this.told).hasValue(2);
	}

	@Test
	void whoComesAfterTheEndIsToldAtOnce() {
		this.ending.complete(CompletableFuture.completedFuture(null));
		this.ending.follow(this.told::incrementAndGet);
		assertThat(this.told).hasValue(1);
	}

	@Test
	void whoHasLeftIsNotTold() {
		Runnable leave = this.ending.follow(this.told::incrementAndGet);
		leave.run();
		leave.run();
		this.ending.complete(CompletableFuture.completedFuture(null));
		this.later.forEach(Runnable::run);
		assertThat(this.told).hasValue(0);
	}

	@Test
	void nothingIsKeptOfWhoHasLeft() {
		WeakReference<Object> left = comeAndGo();
		Awaitility.await().until(() -> {
			System.gc();
			return left.get() == null;
		});
		assertThat(this.ending.isOver()).isFalse();
	}

	private WeakReference<Object> comeAndGo() {
		Object kept = new Object();
		this.ending.follow(() -> assertThat(kept).isNotNull()).run();
		return new WeakReference<>(kept);
	}

	/** The race: one comes at the moment of the end. */
	@Test
	void whoComesWithTheEndIsToldOnce() throws Exception {
		CyclicBarrier both = new CyclicBarrier(2);
		int rounds = 20_000;
		List<Ending<@Nullable Void>> endings = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			endings.add(new Ending<>(Runnable::run));
		}
		CompletableFuture<?> ends = CompletableFuture.runAsync(() -> {
			await(both);
			endings.forEach((one) -> one.complete(CompletableFuture.completedFuture(null)));
		}, (work) -> new Thread(work).start());
		await(both);
		endings.forEach((one) -> one.follow(this.told::incrementAndGet));
		ends.join();
		assertThat(this.told).hasValue(rounds);
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
