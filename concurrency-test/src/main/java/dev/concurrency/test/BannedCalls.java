package dev.concurrency.test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.CharArrayReader;
import java.io.CharArrayWriter;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.net.http.HttpClient;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Scanner;
import java.util.Timer;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorClient;
import dev.concurrency.actor.ActorInstance;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.StatusObserver;
import dev.concurrency.sink.BackgroundSink;

/**
 * What the rules do not want called, by the reason. Immutable.
 *
 * @param banned what is not wanted
 * @param except classes whose methods are harmless although they inherit these
 */
record BannedCalls(List<Banned> banned, List<Class<?>> except) {

	/** Holds the thread for nothing. */
	static final BannedCalls SLEEPS = of(
			List.of(Banned.methods(Thread.class, "sleep"), Banned.methods(TimeUnit.class, "sleep"),
					Banned.methods(LockSupport.class, "park", "parkNanos", "parkUntil")));

	/** Waits for something that another thread does. */
	static final BannedCalls WAITS = of(
			List.of(Banned.methods(Future.class, "get"), Banned.methods(CompletableFuture.class, "join"),
					Banned.methods(ForkJoinTask.class, "join", "invoke", "invokeAll"),
					Banned.methods(Thread.class, "join"), Banned.methods(Object.class, "wait"),
					Banned.methods(Condition.class, "await", "awaitNanos", "awaitUntil", "awaitUninterruptibly"),
					Banned.methods(CountDownLatch.class, "await"), Banned.methods(CyclicBarrier.class, "await"),
					Banned.methods(Phaser.class, "awaitAdvance", "awaitAdvanceInterruptibly", "arriveAndAwaitAdvance"),
					Banned.methods(Semaphore.class, "acquire", "acquireUninterruptibly"),
					Banned.methods(Semaphore.class, "tryAcquire").withParameters(2, 3),
					Banned.methods(Exchanger.class, "exchange"), Banned.methods(BlockingQueue.class, "put", "take"),
					Banned.methods(BlockingQueue.class, "poll").withParameters(2),
					Banned.methods(BlockingQueue.class, "offer").withParameters(3),
					Banned.methods(BlockingDeque.class, "putFirst", "putLast", "takeFirst", "takeLast"),
					Banned.methods(BlockingDeque.class, "pollFirst", "pollLast").withParameters(2),
					Banned.methods(BlockingDeque.class, "offerFirst", "offerLast").withParameters(3),
					Banned.methods(CompletionService.class, "take"),
					Banned.methods(CompletionService.class, "poll").withParameters(2),
					Banned.methods(ForkJoinPool.class, "invoke", "awaitQuiescence"),
					Banned.methods(TransferQueue.class, "transfer"),
					Banned.methods(TransferQueue.class, "tryTransfer").withParameters(3),
					Banned.methods(Process.class, "waitFor"),
					Banned.methods(ExecutorService.class, "awaitTermination", "close", "invokeAll", "invokeAny"),
					Banned.methods(ConcurrencyRuntime.class, "stop", "close"),
					Banned.methods(ShutdownSignal.class, "await"), Banned.methods(StatusObserver.class, "await"),
					Banned.methods(ActorClient.class, "receive"), Banned.methods(ActorInstance.class, "poll"),
					Banned.methods("reactor.core.publisher.Mono", "block", "blockOptional"),
					Banned.methods("reactor.core.publisher.Flux", "blockFirst", "blockLast")));

	/** Reads or writes outside of memory. */
	static final BannedCalls IO = new BannedCalls(
			joined(Banned.all(
					InputStream.class, OutputStream.class, Reader.class, Writer.class, RandomAccessFile.class,
					FileChannel.class, Files.class, Socket.class, ServerSocket.class, DatagramSocket.class,
					SocketChannel.class, ServerSocketChannel.class, DatagramChannel.class, URLConnection.class,
					ZipFile.class),
					List.of(Banned.methods(Selector.class, "select"),
							Banned.methods(File.class, "canExecute", "canRead", "canWrite", "createNewFile",
									"createTempFile", "delete", "exists", "getCanonicalFile", "getCanonicalPath",
									"getFreeSpace", "getTotalSpace", "getUsableSpace", "isDirectory", "isFile",
									"isHidden", "lastModified", "length", "list", "listFiles", "listRoots", "mkdir",
									"mkdirs", "renameTo", "setExecutable", "setLastModified", "setReadOnly",
									"setReadable", "setWritable"),
							Banned.methods(Path.class, "toRealPath"),
							Banned.methods(ProcessBuilder.class, "start", "startPipeline"),
							Banned.methods(Runtime.class, "exec"),
							Banned.methods(PrintStream.class, Banned.CONSTRUCTOR).of(File.class, String.class),
							Banned.methods(PrintWriter.class, Banned.CONSTRUCTOR).of(File.class, String.class),
							Banned.methods(Scanner.class, Banned.CONSTRUCTOR)
								.of(File.class, Path.class, InputStream.class, ReadableByteChannel.class),
							Banned.methods(URL.class, "openStream", "openConnection", "getContent"),
							Banned.methods(InetAddress.class, "getByName", "getAllByName", "getLocalHost",
									"isReachable"),
							Banned.methods(HttpClient.class, "send"), Banned.all("java.sql.Connection"),
							Banned.all("java.sql.Statement"), Banned.all("java.sql.ResultSet"),
							Banned.all("java.sql.DriverManager"),
							Banned.methods("javax.sql.DataSource", "getConnection"),
							Banned.all("org.springframework.jdbc.core.JdbcOperations"),
							Banned.all("org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations"),
							Banned.all("org.springframework.jdbc.core.simple.JdbcClient"),
							Banned.all("org.springframework.data.repository.Repository"),
							Banned.all("jakarta.persistence.EntityManager"),
							Banned.all("org.springframework.web.client.RestOperations"),
							Banned.all("org.springframework.web.client.RestClient"))),
			List.of(ByteArrayInputStream.class, ByteArrayOutputStream.class, CharArrayReader.class,
					CharArrayWriter.class, StringReader.class, StringWriter.class, PrintStream.class,
					PrintWriter.class));

	/** Waits for room. */
	static final BannedCalls SENDS = of(List.of(Banned.methods(BackgroundSink.class, "push"),
			Banned.methods(ActorRef.class, "tell"), Banned.methods(SubmissionPublisher.class, "submit"),
			Banned.methods(SubmissionPublisher.class, "offer").withParameters(4)));

	/** Waits for others who hold a lock. */
	static final BannedCalls LOCKS = of(List.of(Banned.methods(Lock.class, "lock", "lockInterruptibly"),
			Banned.methods(Lock.class, "tryLock").withParameters(2),
			Banned.methods(StampedLock.class, "readLock", "writeLock", "readLockInterruptibly",
					"writeLockInterruptibly"),
			Banned.methods(StampedLock.class, "tryReadLock", "tryWriteLock").withParameters(2)));

	/** Runs work that nobody supervises, or keeps work without a bound. */
	static final BannedCalls THREADS = of(joined(
			Banned.constructors(Thread.class, Timer.class, ThreadPoolExecutor.class, ForkJoinPool.class,
					ConcurrentLinkedQueue.class, ConcurrentLinkedDeque.class, LinkedTransferQueue.class,
					PriorityBlockingQueue.class, DelayQueue.class),
			List.of(Banned.methods(Thread.class, "startVirtualThread", "ofVirtual", "ofPlatform"),
					Banned.all(Executors.class.getName()), Banned.methods(ForkJoinPool.class, "commonPool"),
					Banned.methods(CompletableFuture.class, "runAsync", "supplyAsync").withParameters(1),
					Banned.methods(LinkedBlockingQueue.class, Banned.CONSTRUCTOR).withParameters(0),
					Banned.methods(LinkedBlockingQueue.class, Banned.CONSTRUCTOR).of(Collection.class),
					Banned.methods(LinkedBlockingDeque.class, Banned.CONSTRUCTOR).withParameters(0),
					Banned.methods(LinkedBlockingDeque.class, Banned.CONSTRUCTOR).of(Collection.class))));

	private static BannedCalls of(List<Banned> banned) {
		return new BannedCalls(banned, List.of());
	}

	private static List<Banned> joined(List<Banned> first, List<Banned> second) {
		return Stream.of(first, second).flatMap(Collection::stream).toList();
	}

	boolean include(CodeUnitAccessTarget target) {
		JavaClass owner = target.getOwner();
		boolean harmless = this.except.stream().anyMatch(owner::isAssignableTo);
		return this.banned.stream()
			.filter((each) -> !harmless || owner.getName().equals(each.owner()))
			.anyMatch((each) -> each.matches(target));
	}

}
