package dev.concurrency.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedPoolTests {

	private final BlockingQueue<Runnable> looks = new LinkedBlockingQueue<>();

	private final CountDownLatch done = new CountDownLatch(1);

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean closed;

	private final SharedPool pool = new SharedPool(4, "shared-", ClassLoader.getSystemClassLoader(), new Timer() {
		@Override
		public Timer.Timeout schedule(long delayNanos, Runnable task) {
			if (SharedPoolTests.this.closed) {
				throw new RejectedExecutionException("closed");
			}
			SharedPoolTests.this.looks.add(task);
			return () -> false;
		}

		@Override
		public void close() {
		}
	});

	@AfterEach
	void close() {
		this.pool.close();
	}

	@Test
	void turnThatATurnMakesReadyRunsNextOnItsThread() throws InterruptedException {
		first(() -> {
			this.threads.add(Thread.currentThread());
			this.pool.executeNext(() -> {
				this.threads.add(Thread.currentThread());
				this.done.countDown();
			});
			assertThat(this.threads).hasSize(1);
		});
		await(this.done);
		assertThat(this.threads.get(0)).isSameAs(this.threads.get(1));
	}

	@Test
	void threadKeepsOneTurnOnly() throws InterruptedException {
		CountDownLatch second = new CountDownLatch(1);
		first(() -> {
			this.pool.executeNext(this.done::countDown);
			this.pool.executeNext(second::countDown);
			awaitQuietly(second);
			assertThat(this.done.getCount()).isEqualTo(1);
		});
		await(this.done);
	}

	@Test
	void turnThatIsKeptWhileTheCurrentOneWaitsIsHandedOver() throws InterruptedException {
		CountDownLatch waited = new CountDownLatch(1);
		first(() -> {
			this.pool.executeNext(this.done::countDown);
			awaitQuietly(this.done);
			waited.countDown();
		});
		Runnable look = this.looks.take();
		look.run();
		assertThat(this.done.getCount()).isEqualTo(1);
		this.looks.take().run();
		await(waited);
	}

	@Test
	void watchLooksOnceMoreBeforeItGoes() throws InterruptedException {
		CountDownLatch kept = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		first(() -> {
			this.pool.executeNext(this.done::countDown);
			kept.countDown();
			awaitQuietly(go);
		});
		await(kept);
		go.countDown();
		await(this.done);
		for (int i = 0; i < 3; i++) {
			Runnable look = this.looks.poll(1, TimeUnit.SECONDS);
			if (look != null) {
				look.run();
			}
		}
		assertThat(this.looks).isEmpty();
		turnThatIsKeptAgain();
	}

	private void turnThatIsKeptAgain() throws InterruptedException {
		CountDownLatch again = new CountDownLatch(1);
		first(() -> {
			this.pool.executeNext(again::countDown);
			awaitQuietly(again);
		});
		this.looks.take().run();
		this.looks.take().run();
		await(again);
	}

	@Test
	void othersHaveTheirTurnThoughTurnsMakeEachOtherReadyForEver() throws InterruptedException {
		SharedPool narrow = new SharedPool(1, "narrow-", ClassLoader.getSystemClassLoader(), noTimer());
		AtomicInteger turns = new AtomicInteger();
		CountDownLatch begun = new CountDownLatch(1);
		narrow.execute(() -> SharedPool.run(new Runnable() {
			@Override
			public void run() {
				begun.countDown();
				turns.incrementAndGet();
				if (SharedPoolTests.this.done.getCount() > 0) {
					// As a fork-join task of an actor does.
					narrow.executeNext(() -> SharedPool.run(this));
				}
			}
		}));
		await(begun);
		narrow.execute(this.done::countDown);
		await(this.done);
		narrow.close();
	}

	@Test
	void turnThatThrowsEndsNeitherThreadNorPool() throws InterruptedException {
		first(() -> {
			this.pool.executeNext(this.done::countDown);
			throw new IllegalStateException("planted");
		});
		await(this.done);
	}

	@Test
	void turnIsHandedOverWhenNobodyCanWatch() throws InterruptedException {
		this.closed = true;
		first(() -> {
			this.pool.executeNext(this.done::countDown);
			awaitQuietly(this.done);
		});
		await(this.done);
	}

	@Test
	void whatAnotherThreadMakesReadyGoesToThePool() throws InterruptedException {
		this.pool.executeNext(this.done::countDown);
		await(this.done);
		assertThat(this.looks).isEmpty();
	}

	@Test
	void whatFollowsAnAnswerRunsAfterItsTurnInOrderAndOnItsThread() throws InterruptedException {
		List<String> journal = new ArrayList<>();
		first(() -> {
			this.threads.add(Thread.currentThread());
			for (String answer : List.of("a", "b", "c")) {
				this.pool.executeAfter(after(() -> journal.add(answer)));
			}
			this.pool.executeAfter(after(() -> {
				throw new IllegalStateException("planted");
			}));
			this.pool.executeAfter(after(() -> {
				this.threads.add(Thread.currentThread());
				this.done.countDown();
			}));
			journal.add("turn");
		});
		await(this.done);
		assertThat(journal).containsExactly("turn", "a", "b", "c");
		assertThat(this.threads.get(0)).isSameAs(this.threads.get(1));
	}

	@Test
	void whatFollowsAnAnswerDoesNotHoldUpTheTurnThatIsNext() throws InterruptedException {
		CountDownLatch next = new CountDownLatch(1);
		first(() -> {
			this.pool.executeAfter(after(() -> {
				awaitQuietly(next);
				this.done.countDown();
			}));
			this.pool.executeNext(next::countDown);
		});
		await(this.done);
	}

	@Test
	void whatFollowsTheAnswerOfATurnThatWaitsIsHandedOver() throws InterruptedException {
		CountDownLatch waited = new CountDownLatch(1);
		first(() -> {
			this.pool.executeAfter(after(this.done::countDown));
			awaitQuietly(this.done);
			waited.countDown();
		});
		this.looks.take().run();
		assertThat(this.done.getCount()).isEqualTo(1);
		this.looks.take().run();
		await(waited);
	}

	@Test
	void aTurnThatGoesOnAnsweringKeepsNoAnswerForLong() throws InterruptedException {
		CountDownLatch looked = new CountDownLatch(1);
		CountDownLatch waited = new CountDownLatch(1);
		first(() -> {
			this.pool.executeAfter(after(this.done::countDown));
			awaitQuietly(looked);
			this.pool.executeAfter(after(() -> {
			}));
			awaitQuietly(this.done);
			waited.countDown();
		});
		this.looks.take().run();
		looked.countDown();
		this.looks.take().run();
		await(waited);
	}

	@Test
	void whatFollowsAnAnswerAndWaitsDoesNotHoldUpTheAnswersAfterIt() throws InterruptedException {
		CountDownLatch waited = new CountDownLatch(1);
		CountDownLatch waiting = new CountDownLatch(1);
		first(() -> {
			this.pool.executeAfter(after(() -> {
				waiting.countDown();
				awaitQuietly(this.done);
				waited.countDown();
			}));
			this.pool.executeAfter(after(this.done::countDown));
		});
		await(waiting);
		this.looks.take().run();
		assertThat(this.done.getCount()).isEqualTo(1);
		this.looks.take().run();
		await(waited);
	}

	@Test
	void whatFollowsAnAnswerMayLeadToAnother() throws InterruptedException {
		first(() -> this.pool.executeAfter(after(() -> this.pool.executeAfter(after(this.done::countDown)))));
		await(this.done);
	}

	@Test
	void whatFollowsAnAnswerIsDoneThoughThePoolIsClosed() throws InterruptedException {
		CountDownLatch next = new CountDownLatch(1);
		first(() -> {
			this.pool.executeNext(next::countDown);
			this.pool.executeAfter(after(this.done::countDown));
			this.pool.close();
			awaitQuietly(this.done);
		});
		await(this.done);
		await(next);
	}

	@Test
	void whatFollowsAnAnswerThatNoTurnGivesGoesToThePool() throws InterruptedException {
		this.pool.executeAfter(after(this.done::countDown));
		await(this.done);
		assertThat(this.looks).isEmpty();
	}

	private static AfterTurn after(Runnable work) {
		return new AfterTurn() {
			@Override
			public void run() {
				work.run();
			}
		};
	}

	private void first(Runnable turn) {
		this.pool.execute(() -> SharedPool.run(turn));
	}

	private static Timer noTimer() {
		return new Timer() {
			@Override
			public Timer.Timeout schedule(long delayNanos, Runnable task) {
				return () -> false;
			}

			@Override
			public void close() {
			}
		};
	}

	private static void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			await(latch);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
