package dev.concurrency.test.rules;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.concurrency.test.ConcurrencyRules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Each rule with what it refuses and what it lets pass. */
class ConcurrencyRulesTests {

	private static final ConcurrencyRules RULES = ConcurrencyRules.create();

	static Stream<Arguments> bad() {
		return Stream.of(arguments(RULES.actorsDoNotSleep(), Examples.Sleeps.class,
				"calls method <java.lang.Thread.sleep(long)>", "use context.schedule(delay, message) and return"),
				arguments(RULES.actorsDoNotSleep(), Examples.SleepsInAHelper.class, "TimeUnit.sleep(long)",
						"use context.schedule(delay, message) and return"),
				arguments(RULES.actorsDoNotSleep(), Examples.SleepsInATemplate.class, "SleepsInATemplate.doHandle",
						"use context.schedule(delay, message) and return"),
				arguments(RULES.actorsDoNotWait(), Examples.Waits.class, "CompletableFuture.join()",
						"use whenComplete and send the result to context.self(), or context.blocking(..)"),
				arguments(RULES.actorsDoNotWait(), Examples.WaitsInALambda.class, "CountDownLatch.await()",
						"or context.blocking(..)"),
				arguments(RULES.actorsDoNotWait(), Examples.WaitsForAWhile.class, "Semaphore.tryAcquire(long",
						"or context.blocking(..)"),
				arguments(RULES.actorsDoNotWait(), Examples.WaitsByReference.class, "CompletableFuture.join()",
						"or context.blocking(..)"),
				arguments(RULES.actorsDoNotWait(), Examples.WaitsForAMonitor.class, "wait(long)",
						"or context.blocking(..)"),
				arguments(RULES.actorsDoNoBlockingIo(), Examples.Reads.class, "Files.readString(java.nio.file.Path)",
						"push it to a sink, or use context.blocking(..), or give the actor the dispatcher"),
				arguments(RULES.actorsDoNoBlockingIo(), Examples.Queries.class, "java.sql.Connection.commit()",
						"push it to a sink"),
				arguments(RULES.actorsDoNotWaitForRoom(), Examples.Pushes.class, "BackgroundSink.push",
						"use tryPush, tryTell, ask or offer and look at the answer"),
				arguments(RULES.actorsDoNotWaitForRoom(), Examples.Tells.class, "ActorRef.tell",
						"use tryPush, tryTell, ask or offer and look at the answer"),
				arguments(RULES.actorsDoNotLock(), Examples.Locks.class, "ReentrantLock.lock()",
						"one thread at a time touches an actor"),
				arguments(RULES.actorsDoNotLock(), Examples.HasASynchronizedBlock.class, "is synchronized in (Examples",
						"one thread at a time touches an actor"),
				arguments(RULES.actorsDoNotLock(), Examples.HasASynchronizedMethod.class,
						"call(java.lang.Runnable)> is", "one thread at a time touches an actor"),
				arguments(RULES.actorsDoNotLock(), Examples.HasASynchronizedLambda.class,
						"is synchronized in (Examples", "one thread at a time touches an actor"),
				arguments(RULES.actorsStartNoThreadsOfTheirOwn(), Examples.StartsThreads.class,
						"java.lang.Thread.<init>",
						"use context.blocking(..), context.cpu(..), context.spawn(..) or a boundary"),
				arguments(RULES.actorsStartNoThreadsOfTheirOwn(), Examples.StartsAnExecutor.class, "runAsync",
						"use context.blocking(..)"),
				arguments(RULES.actorsStartNoThreadsOfTheirOwn(), Examples.KeepsAnUnboundedQueue.class,
						"LinkedBlockingQueue.<init>()", "queues with a capacity"),
				arguments(RULES.tasksDoNotSleep(), Examples.SleepingTask.class, "Thread.sleep(long)",
						"let the schedule wait, or wait with context.shutdown().await(..)"),
				arguments(RULES.loopsReadTheirSignal(), Examples.DeafLoop.class, "never looks at its ShutdownSignal",
						"loop while (!shutdown.isRequested())"));
	}

	@ParameterizedTest
	@MethodSource("bad")
	void aRuleRefusesTheBadExampleAndSaysWhatToUseInstead(ArchRule rule, Class<?> example, String what,
			String instead) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> rule.check(imported(example)))
			.withMessageContaining(what)
			.withMessageContaining(instead)
			.withMessageContaining("(Examples.java:");
	}

	static Stream<Arguments> good() {
		return Stream.of(arguments(RULES.actorsDoNotSleep(), Examples.Schedules.class),
				arguments(RULES.actorsDoNotWait(), Examples.Continues.class),
				arguments(RULES.actorsDoNoBlockingIo(), Examples.ReadsElsewhere.class),
				arguments(RULES.actorsDoNotWaitForRoom(), Examples.Tries.class),
				arguments(RULES.actorsDoNotLock(), Examples.KeepsState.class),
				arguments(RULES.actorsDoNotLock(), JdkExamples.LocksElsewhere.class),
				arguments(RULES.actorsStartNoThreadsOfTheirOwn(), Examples.KeepsABoundedQueue.class),
				arguments(RULES.tasksDoNotSleep(), Examples.WaitingTask.class),
				arguments(RULES.loopsReadTheirSignal(), Examples.ListeningLoop.class),
				arguments(RULES.loopsReadTheirSignal(), Examples.PassingLoop.class));
	}

	@ParameterizedTest
	@MethodSource("good")
	void allRulesLetTheGoodExamplePass(ArchRule rule, Class<?> example) {
		JavaClasses classes = imported(example);
		assertThatCode(() -> rule.check(classes)).doesNotThrowAnyException();
		assertThatCode(() -> RULES.all().check(classes)).doesNotThrowAnyException();
	}

	static Stream<Arguments> jdk() {
		return Stream.of(arguments(RULES.actorsDoNoBlockingIo(), JdkExamples.UsesChannels.class,
				List.of("SocketChannel.read(java.nio.ByteBuffer)", "ServerSocketChannel.accept()",
						"DatagramChannel.receive(java.nio.ByteBuffer)", "Selector.select()", "Selector.select(long)")),
				arguments(RULES.actorsDoNoBlockingIo(), JdkExamples.UsesFiles.class,
						List.of("File.length()", "File.exists()", "File.getCanonicalFile()", "File.list()")),
				arguments(RULES.actorsDoNoBlockingIo(), JdkExamples.OpensFiles.class,
						List.of("Path.toRealPath(", "ProcessBuilder.start()", "Runtime.exec([Ljava.lang.String;)",
								"ZipFile.<init>(java.io.File)")),
				arguments(RULES.actorsDoNoBlockingIo(), JdkExamples.Prints.class,
						List.of("PrintWriter.<init>(java.lang.String, java.nio.charset.Charset)",
								"PrintStream.<init>(java.io.File)")),
				arguments(RULES.actorsDoNotWait(), JdkExamples.StopsTheRuntime.class,
						List.of("ConcurrencyRuntime.stop(java.time.Duration)", "ConcurrencyRuntime.close()")),
				arguments(RULES.actorsStartNoThreadsOfTheirOwn(), JdkExamples.KeepsQueues.class,
						List.of("LinkedBlockingQueue.<init>(java.util.Collection)",
								"LinkedBlockingDeque.<init>(java.util.Collection)")),
				arguments(RULES.actorsDoNoBlockingIo(), JdkExamples.Scans.class,
						List.of("Scanner.<init>(java.io.InputStream,")),
				arguments(RULES.actorsDoNotWait(), JdkExamples.WaitsForTasks.class,
						List.of("CompletionService.take()",
								"CompletionService.poll(long, java.util.concurrent.TimeUnit)",
								"ForkJoinPool.invoke(java.util.concurrent.ForkJoinTask)",
								"ForkJoinPool.awaitQuiescence(long, java.util.concurrent.TimeUnit)")),
				arguments(RULES.actorsDoNotWaitForRoom(), JdkExamples.Publishes.class,
						List.of("SubmissionPublisher.submit(java.lang.Object)",
								"SubmissionPublisher.offer(java.lang.Object, long,")));
	}

	@ParameterizedTest
	@MethodSource("jdk")
	void ofTheJdkARuleRefusesWhatBlocksAndNoMore(ArchRule rule, Class<?> example, List<String> calls) {
		List<String> refused = rule.evaluate(imported(example)).getFailureReport().getDetails();
		assertThat(refused).hasSameSizeAs(calls);
		assertThat(calls).allSatisfy((call) -> assertThat(refused).anyMatch((line) -> line.contains(call)));
	}

	@Test
	void everyRuleHasABadAndAGoodExample() throws ReflectiveOperationException {
		List<String> rules = new ArrayList<>();
		for (Method method : ConcurrencyRules.class.getMethods()) {
			if (method.getReturnType().equals(ArchRule.class) && !method.getName().equals("all")) {
				rules.add(((ArchRule) method.invoke(RULES)).getDescription());
			}
		}
		assertThat(rules).hasSize(8);
		assertThat(bad().map(ConcurrencyRulesTests::description).distinct()).containsExactlyInAnyOrderElementsOf(rules);
		assertThat(good().map(ConcurrencyRulesTests::description).distinct())
			.containsExactlyInAnyOrderElementsOf(rules);
	}

	@Test
	void allRulesAreInTheOneThatHoldsAll() {
		bad().forEach((arguments) -> assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> RULES.all().check(imported((Class<?>) arguments.get()[1])))
			.withMessageContaining((String) arguments.get()[3]));
	}

	@Test
	void actorsWithThreadsOfTheirOwnAreLeftAlone() {
		JavaClasses classes = imported(Examples.Sleeps.class, Examples.Reads.class);
		ConcurrencyRules rules = RULES.withBlockingActors(Examples.Sleeps.class);
		assertThatCode(() -> rules.actorsDoNotSleep().check(classes)).doesNotThrowAnyException();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> rules.all().check(classes));
		assertThatCode(() -> rules.withBlockingActors(Examples.Reads.class).all().check(classes))
			.doesNotThrowAnyException();
	}

	@Test
	void whoImportsNothingIsTold() {
		JavaClasses nothing = new ClassFileImporter().importPackages("com.example.misspelt");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> RULES.all().check(nothing))
			.withMessageContaining("failed to check any classes");
	}

	/** The main classes of the core and of this module. */
	@Test
	void theLibraryKeepsItsOwnRules() {
		JavaClasses library = new ClassFileImporter().importPaths(Path.of("target", "classes"),
				Path.of("..", "concurrency-core", "target", "classes"));
		assertThat(library.contain("dev.concurrency.sink.BackgroundSink")).isTrue();
		assertThat(library.contain(ConcurrencyRules.class)).isTrue();
		RULES.all().check(library);
	}

	private static String description(Arguments arguments) {
		return ((ArchRule) arguments.get()[0]).getDescription();
	}

	/** With the classes that are nested in them, and the one that they extend. */
	private static JavaClasses imported(Class<?>... examples) {
		List<Class<?>> all = Stream.of(examples)
			.flatMap((example) -> Stream.concat(Stream.of(example, example.getSuperclass()),
					Stream.of(example.getDeclaredClasses())))
			.toList();
		return new ClassFileImporter().importClasses(all);
	}

}
