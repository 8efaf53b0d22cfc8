package dev.concurrency.test.rules;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.TickContext;

/** What the rules refuse and what they let pass. None of it is run. */
@SuppressWarnings("UnusedVariable")
final class Examples {

	private Examples() {
	}

	// Sleep.

	static class Sleeps implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) throws Exception {
			Thread.sleep(100);
		}

	}

	static class SleepsInAHelper implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) throws Exception {
			rest();
		}

		private void rest() throws InterruptedException {
			Pause.take();
		}

		static final class Pause {

			static void take() throws InterruptedException {
				TimeUnit.SECONDS.sleep(1);
			}

		}

	}

	abstract static class Template implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) throws Exception {
			doHandle(message);
		}

		abstract void doHandle(String message) throws Exception;

	}

	static class SleepsInATemplate extends Template {

		@Override
		void doHandle(String message) throws Exception {
			Thread.sleep(100);
		}

	}

	static class Schedules implements Actor<String> {

		@Override
		public void onStart(ActorContext<String> context) throws Exception {
			// Hooks run on the blocking pool.
			Thread.sleep(1);
		}

		@Override
		public void handle(String message, ActorContext<String> context) {
			context.schedule(Duration.ofMillis(100), message);
		}

	}

	// Wait.

	static class Waits implements Actor<CompletableFuture<String>> {

		@Override
		public void handle(CompletableFuture<String> answer, ActorContext<CompletableFuture<String>> context) {
			answer.join();
		}

	}

	static class WaitsInALambda implements Actor<String> {

		private final CountDownLatch latch = new CountDownLatch(1);

		@Override
		public void handle(String message, ActorContext<String> context) {
			Runnable wait = () -> {
				try {
					this.latch.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			};
			wait.run();
		}

	}

	static class WaitsForAWhile implements Actor<String> {

		private final Semaphore permits = new Semaphore(1);

		@Override
		public void handle(String message, ActorContext<String> context) throws InterruptedException {
			if (this.permits.tryAcquire() || this.permits.tryAcquire(1, TimeUnit.SECONDS)) {
				this.permits.release();
			}
		}

	}

	static class WaitsByReference implements Actor<CompletableFuture<String>> {

		@Override
		public void handle(CompletableFuture<String> answer, ActorContext<CompletableFuture<String>> context) {
			Supplier<String> wait = answer::join;
			var unused = wait.get();
		}

	}

	static class WaitsForAMonitor implements Actor<String> {

		@Override
		@SuppressWarnings("WaitNotInLoop")
		public void handle(String message, ActorContext<String> context) throws InterruptedException {
			wait(100);
		}

	}

	static class Continues implements Actor<CompletionStage<String>> {

		private String last = "";

		@Override
		public void handle(CompletionStage<String> answer, ActorContext<CompletionStage<String>> context) {
			var unused = answer.thenAccept((text) -> this.last = text);
		}

	}

	// Blocking I/O.

	static class Reads implements Actor<Path> {

		private String last = "";

		@Override
		public void handle(Path file, ActorContext<Path> context) throws IOException {
			this.last = Files.readString(file);
		}

	}

	static class Queries implements Actor<Connection> {

		@Override
		public void handle(Connection connection, ActorContext<Connection> context) throws Exception {
			connection.commit();
		}

	}

	static class ReadsElsewhere implements Actor<Path> {

		private String last = "";

		@Override
		public void handle(Path file, ActorContext<Path> context) {
			var unused = context.blocking(() -> Files.readString(file)).thenAccept((text) -> this.last = text);
			new ByteArrayOutputStream().write(1);
		}

	}

	// Waiting for room.

	static class Pushes implements Actor<String> {

		private final BackgroundSink<String> sink;

		Pushes(BackgroundSink<String> sink) {
			this.sink = sink;
		}

		@Override
		public void handle(String message, ActorContext<String> context) throws InterruptedException {
			var unused = this.sink.push(message);
		}

	}

	static class Tells implements Actor<ActorRef<String>> {

		@Override
		public void handle(ActorRef<String> other, ActorContext<ActorRef<String>> context) throws InterruptedException {
			var unused = other.tell("hello", Duration.ofSeconds(1));
		}

	}

	static class Tries implements Actor<ActorRef<String>> {

		private int refused;

		@Override
		public void handle(ActorRef<String> other, ActorContext<ActorRef<String>> context) {
			if (other.tryTell("hello") != Admission.ACCEPTED) {
				this.refused++;
			}
		}

	}

	// Locks.

	static class Locks implements Actor<Runnable> {

		private final ReentrantLock lock = new ReentrantLock();

		@Override
		public void handle(Runnable callback, ActorContext<Runnable> context) {
			this.lock.lock();
			try {
				callback.run();
			}
			finally {
				this.lock.unlock();
			}
		}

	}

	static class HasASynchronizedBlock implements Actor<Runnable> {

		private final Object monitor = new Object();

		@Override
		public void handle(Runnable callback, ActorContext<Runnable> context) {
			synchronized (this.monitor) {
				callback.run();
			}
		}

	}

	static class HasASynchronizedMethod implements Actor<Runnable> {

		@Override
		public void handle(Runnable callback, ActorContext<Runnable> context) {
			call(callback);
		}

		private synchronized void call(Runnable callback) {
			callback.run();
		}

	}

	static class HasASynchronizedLambda implements Actor<Runnable> {

		@Override
		public void handle(Runnable callback, ActorContext<Runnable> context) {
			Runnable guarded = () -> {
				synchronized (this) {
					callback.run();
				}
			};
			guarded.run();
		}

	}

	static class KeepsState implements Actor<Runnable> {

		private int calls;

		@Override
		public void handle(Runnable callback, ActorContext<Runnable> context) {
			this.calls++;
			try {
				callback.run();
			}
			finally {
				this.calls--;
			}
		}

		/** For others, and not where messages are handled. */
		synchronized String describe() {
			return "keeps state";
		}

	}

	// Threads and queues of their own.

	static class StartsThreads implements Actor<Runnable> {

		@Override
		public void handle(Runnable work, ActorContext<Runnable> context) {
			new Thread(work).start();
		}

	}

	static class StartsAnExecutor implements Actor<Runnable> {

		@Override
		public void handle(Runnable work, ActorContext<Runnable> context) {
			var unused = CompletableFuture.runAsync(work);
		}

	}

	static class KeepsAnUnboundedQueue implements Actor<String> {

		private final Queue<String> kept = new LinkedBlockingQueue<>();

		@Override
		public void handle(String message, ActorContext<String> context) {
			this.kept.add(message);
		}

	}

	static class KeepsABoundedQueue implements Actor<String> {

		private final Queue<String> kept = new ArrayBlockingQueue<>(10);

		private final Queue<String> more = new LinkedBlockingQueue<>(10);

		private final Queue<String> own = new ArrayDeque<>();

		@Override
		public void handle(String message, ActorContext<String> context) {
			if (!this.kept.offer(message) && !this.more.offer(message)) {
				this.own.add(message);
			}
		}

	}

	// Ticks.

	static class SleepingTask implements PeriodicTask {

		@Override
		public void tick(TickContext context) throws Exception {
			Thread.sleep(100);
		}

	}

	static class WaitingTask implements PeriodicTask {

		@Override
		public void tick(TickContext context) throws Exception {
			while (!context.shutdown().await(Duration.ofMillis(100))) {
				context.number();
			}
		}

	}

	// Loops.

	static class DeafLoop implements Supervisable {

		@Override
		public String name() {
			return "deaf";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			return () -> {
				while (!Thread.currentThread().isInterrupted()) {
					Thread.onSpinWait();
				}
			};
		}

	}

	static class ListeningLoop implements Supervisable {

		@Override
		public String name() {
			return "listening";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			return () -> {
				while (!shutdown.isRequested()) {
					Thread.onSpinWait();
				}
			};
		}

	}

	static class PassingLoop implements Supervisable {

		@Override
		public String name() {
			return "passing";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			return new Body(shutdown);
		}

		record Body(ShutdownSignal shutdown) implements Run {

			@Override
			public void run() {
				while (!this.shutdown.isRequested()) {
					Thread.onSpinWait();
				}
			}

		}

	}

}
