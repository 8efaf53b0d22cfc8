package dev.concurrency.test.rules;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Scanner;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Calls of the JDK, and of the runtime, that block, beside those of the same classes that
 * do not. None of it is run.
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

	static class OpensFiles implements Actor<Path> {

		private final ProcessBuilder program = new ProcessBuilder("ls");

		private Object last = "";

		@Override
		public void handle(Path message, ActorContext<Path> context) throws IOException {
			this.last = message.toAbsolutePath().normalize();
			this.last = message.toRealPath();
			this.last = this.program.command("ls", "-l").start();
			this.last = Runtime.getRuntime().exec(new String[] { "ls" });
			this.last = new ZipFile(message.toFile());
		}

	}

	static class Prints implements Actor<Exception> {

		private final StringWriter text = new StringWriter();

		private PrintWriter last = new PrintWriter(this.text);

		@Override
		public void handle(Exception message, ActorContext<Exception> context) throws IOException {
			message.printStackTrace(new PrintWriter(this.text, true));
			this.last.println("and so on");
			this.last = new PrintWriter("file.txt", UTF_8);
			System.out.println("written");
			new PrintStream(new File("file.txt")).println(message);
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

	static class StopsTheRuntime implements Actor<ConcurrencyRuntime> {

		@Override
		public void handle(ConcurrencyRuntime message, ActorContext<ConcurrencyRuntime> context) {
			var report = message.stop(Duration.ofSeconds(1));
			message.close();
			var directory = message.directory();
		}

	}

	static class KeepsQueues implements Actor<List<String>> {

		private Queue<String> last = new LinkedBlockingQueue<>(10);

		@Override
		public void handle(List<String> message, ActorContext<List<String>> context) {
			this.last = new LinkedBlockingQueue<>(message);
			this.last = new LinkedBlockingDeque<>(message);
			this.last = new LinkedBlockingDeque<>(10);
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
