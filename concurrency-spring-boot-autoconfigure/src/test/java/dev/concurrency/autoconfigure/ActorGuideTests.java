package dev.concurrency.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorInstance;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.Delivery;
import dev.concurrency.actor.OncePort;
import dev.concurrency.fixture.Guide;
import dev.concurrency.process.Admission;
import dev.concurrency.spring.ActorComponent;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/actors.md} shows is part of this file and runs. */
@ExtendWith(OutputCaptureExtension.class)
class ActorGuideTests {

	private static final Guide GUIDE = Guide.of("actors", ActorGuideTests.class);

	private static final List<String> TOLD = new CopyOnWriteArrayList<>();

	@Test
	void theCodeOfTheGuideIsPartOfThisTest() {
		assertThat(GUIDE.blocks("java")).hasSize(4).allMatch(GUIDE::isTested);
	}

	@Test
	void theCodeOfTheGuideRuns(@TempDir Path folder, CapturedOutput output) throws Exception {
		Path one = Files.writeString(folder.resolve("one"), "words");
		Path other = Files.writeString(folder.resolve("other"), "more words");
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.local()) {
			runtime.start();
			ActorRef<Command> account = runtime.spawn("account", Account::new, ActorSettings.defaults());
			assertThat(use(account).toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(200);
			assertThat(read(runtime)).isEqualTo("hello");
			ActorRef<String> reader = runtime.spawn("reader", Reader::new, ActorSettings.defaults());
			for (Path file : List.of(one, other, one, other)) {
				assertThat(reader.tell(file.toString())).isEqualTo(Admission.ACCEPTED);
			}
			assertThat(runtime.stop(Duration.ofSeconds(20)).isClean()).isTrue();
		}
		assertThat(TOLD).contains("ACCEPTED ACCEPTED", "ACCEPTED");
		assertThat(output.getOut().lines()).filteredOn((line) -> line.endsWith(one + " has words")).hasSize(2);
		assertThat(output.getOut().lines()).filteredOn((line) -> line.endsWith(other + " has more words")).hasSize(2);
	}

	private static void log(String line) {
		TOLD.add(line);
	}

	// The code of the guide.

	sealed interface Command {

		record Deposit(long cents) implements Command {
		}

		record Balance(OncePort<Long> reply) implements Command {
		}

	}

	@ActorComponent("account")
	static class Account implements Actor<Command> {

		private long cents;

		@Override
		public void handle(Command command, ActorContext<Command> context) {
			if (command instanceof Command.Deposit deposit) {
				this.cents += deposit.cents();
			}
			else if (command instanceof Command.Balance question) {
				question.reply().send(this.cents);
			}
		}

	}

	private CompletionStage<Long> use(ActorRef<Command> account) throws InterruptedException {
		Admission now = account.tryTell(new Command.Deposit(100));
		Admission soon = account.tell(new Command.Deposit(100), Duration.ofSeconds(1));
		log(now + " " + soon);
		return account.ask(Command.Balance::new, Duration.ofSeconds(1));
	}

	static class Reader implements Actor<String> {

		private final Map<String, String> cached = new HashMap<>();

		private final Set<String> underWay = new HashSet<>();

		@Override
		public void handle(String name, ActorContext<String> context) {
			if (this.cached.containsKey(name)) {
				context.log().info("{} has {}", name, this.cached.get(name));
				return;
			}
			context.stash();
			if (this.underWay.add(name)) {
				context.blocking(() -> Files.readString(Path.of(name))).whenComplete((text, failure) -> {
					this.underWay.remove(name);
					this.cached.put(name, (failure == null) ? text : "nothing: " + failure.getMessage());
					context.unstashAll();
				});
			}
		}

	}

	private static String read(ConcurrencyRuntime runtime) throws InterruptedException {
		try (ActorInstance<String> loop = runtime.actorInstance("loop", String.class, ActorSettings.defaults())) {
			log(loop.ref().tryTell("hello").toString());
			Delivery<String> next = loop.poll(Duration.ofSeconds(1)).orElseThrow();
			return (next instanceof Delivery.Message<String> message) ? message.message() : next.toString();
		}
	}

}
