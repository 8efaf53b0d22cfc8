package dev.concurrency.test.rules;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Scanner;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Calls of the JDK that block, beside those of the same classes that do not. None of it
 * is run.
 */
@SuppressWarnings("UnusedVariable")
final class JdkExamples {

	private JdkExamples() {
	}

	static class UsesChannels implements Actor<ByteBuffer> {

		private final SocketChannel socket;

		private final ServerSocketChannel server;

		private final DatagramChannel datagrams;

		private final Selector selector;

		UsesChannels(SocketChannel socket, ServerSocketChannel server, DatagramChannel datagrams, Selector selector) {
			this.socket = socket;
			this.server = server;
			this.datagrams = datagrams;
			this.selector = selector;
		}

		@Override
		public void handle(ByteBuffer message, ActorContext<ByteBuffer> context) throws IOException {
			this.socket.read(message);
			this.server.accept();
			this.datagrams.receive(message);
			this.selector.select();
			this.selector.select(100);
			this.selector.selectNow();
			this.selector.wakeup();
		}

	}

	static class UsesFiles implements Actor<File> {

		private long size;

		@Override
		public void handle(File message, ActorContext<File> context) throws IOException {
			this.size = message.length();
			if (message.exists() && message.getName().isEmpty()) {
				this.size = message.getCanonicalFile().list().length;
			}
		}

	}

	static class Scans implements Actor<InputStream> {

		private String last = "";

		@Override
		public void handle(InputStream message, ActorContext<InputStream> context) {
			this.last = new Scanner(message, UTF_8).nextLine();
			this.last = new Scanner(this.last).next();
		}

	}

	static class WaitsForTasks implements Actor<CompletionService<String>> {

		private final ForkJoinPool pool;

		WaitsForTasks(ForkJoinPool pool) {
			this.pool = pool;
		}

		@Override
		public void handle(CompletionService<String> message, ActorContext<CompletionService<String>> context)
				throws InterruptedException {
			var first = message.take();
			var second = message.poll();
			var third = message.poll(1, TimeUnit.SECONDS);
			this.pool.invoke(ForkJoinTask.adapt(() -> {
			}));
			this.pool.awaitQuiescence(1, TimeUnit.SECONDS);
		}

	}

	static class Publishes implements Actor<String> {

		private final SubmissionPublisher<String> publisher;

		Publishes(SubmissionPublisher<String> publisher) {
			this.publisher = publisher;
		}

		@Override
		public void handle(String message, ActorContext<String> context) {
			this.publisher.submit(message);
			this.publisher.offer(message, 1, TimeUnit.SECONDS, null);
			this.publisher.offer(message, null);
		}

	}

	static class LocksElsewhere implements Actor<Runnable> {

		private final Object monitor = new Object();

		@Override
		public void handle(Runnable callback, ActorContext<Runnable> context) {
			var unused = context.blocking(() -> {
				synchronized (this.monitor) {
					callback.run();
				}
				return null;
			});
		}

	}

}
