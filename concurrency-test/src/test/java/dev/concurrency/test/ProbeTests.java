package dev.concurrency.test;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.DeadLetterReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a test expects of actors and ports, and how it reads when it does not come. */
@Timeout(60)
class ProbeTests {

	private final TestRuntime test = TestRuntime.create();

	@BeforeEach
	void start() {
		this.test.start();
	}

	@AfterEach
	void close() {
		this.test.close();
	}

	@Test
	void anActorProbeGivesWhatItWasSentInOrder() {
		ActorProbe<Object> probe = this.test.probe("probe", Object.class);
		ActorRef<String> echo = this.test.runtime().spawn("echo", () -> (message, context) -> {
			assertThat(probe.ref().tryTell(message)).isEqualTo(Admission.ACCEPTED);
			assertThat(probe.ref().tryTell(message.length())).isEqualTo(Admission.ACCEPTED);
		}, ActorSettings.defaults());
		assertThat(echo.tryTell("hello")).isEqualTo(Admission.ACCEPTED);
		assertThat(probe.expectMessage("hello")).isEqualTo("hello");
		assertThat(probe.expectMessageOf(Integer.class)).isEqualTo(5);
		probe.expectNoMessage();
		assertThat(probe.received()).containsExactly("hello", 5);
	}

	@Test
	void aMessageThatDoesNotComeIsMissedAtOnce() {
		ActorProbe<String> probe = this.test.probe("probe", String.class);
		tell(probe, "first");
		probe.expectMessage("first");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(probe::expectMessage)
			.withMessage("root/actors/probe got no further message; so far: [first]");
	}

	@Test
	void anotherMessageIsShownBesideTheExpectedOne() {
		ActorProbe<Object> probe = this.test.probe("probe", Object.class);
		tell(probe, "first");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> probe.expectMessage("second"))
			.withMessage("root/actors/probe expected second and got first; so far: [first]");
		tell(probe, "third");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> probe.expectMessageOf(Integer.class))
			.withMessage("root/actors/probe expected a Integer and got third; so far: [first, third]");
	}

	@Test
	void aMessageThatShouldNotComeIsShown() {
		ActorProbe<Object> probe = this.test.probe("probe", Object.class);
		tell(probe, "first");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(probe::expectNoMessage)
			.withMessage("root/actors/probe expected nothing and got first; so far: [first]");
	}

	@Test
	void whatIsNotHandledComesBackToTheProbe() {
		ActorProbe<Object> probe = this.test.probe("probe", Object.class);
		ActorRef<String> failing = failing();
		assertThat(probe.tryTell(failing, "boom")).isEqualTo(Admission.ACCEPTED);
		assertThat(probe.expectUndeliverable()).satisfies((letter) -> {
			assertThat(letter.message()).isEqualTo("boom");
			assertThat(letter.reason()).isInstanceOf(DeadLetterReason.Failed.class);
		});
		assertThatExceptionOfType(AssertionError.class).isThrownBy(probe::expectUndeliverable)
			.withMessage("root/actors/probe got no message back");
	}

	@Test
	void theEndOfAProcessIsExpectedWithItsCause() {
		ActorProbe<Object> probe = this.test.probe("probe", Object.class);
		ActorRef<String> failing = failing();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> probe.expectTerminated(failing))
			.withMessageStartingWith("root/actors/failing has not ended: it is Idle");
		assertThat(failing.tryTell("boom")).isEqualTo(Admission.ACCEPTED);
		assertThat(probe.expectTerminated(failing))
			.hasValueSatisfying((cause) -> assertThat(cause).hasMessageContaining("boom"));
	}

	@Test
	void aClosedProbeIsClosedForOthers() {
		ActorProbe<Object> probe = this.test.probe("probe", Object.class);
		probe.close();
		this.test.runUntilIdle();
		assertThat(probe.ref().tryTell("late")).isEqualTo(Admission.CLOSED);
	}

	@Test
	void aPortProbeGivesWhatItWasSentAndCanBeClosed() {
		PortProbe<String> port = this.test.portProbe();
		ActorRef<String> actor = this.test.runtime().spawn("sender", () -> (message, context) -> {
			var unused = port.trySend(message);
		}, ActorSettings.defaults());
		assertThat(actor.tryTell("hello")).isEqualTo(Admission.ACCEPTED);
		port.expectMessage("hello");
		port.expectNoMessage();
		assertThat(port.isClosed()).isFalse();
		port.close();
		assertThat(port.isClosed()).isTrue();
		assertThat(port.trySend("late")).isEqualTo(Admission.CLOSED);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(port::expectMessage)
			.withMessage("the port of the test got no further message; so far: [hello]");
	}

	@Test
	void probesWaitForARuntimeWithThreads() throws Exception {
		RecordingListener events = new RecordingListener();
		try (ConcurrencyRuntime real = ConcurrencyRuntime.builder().listener(events).build()) {
			real.start();
			ActorProbe<String> probe = ActorProbe.of(real, "probe", String.class);
			PortProbe<String> port = PortProbe.create();
			ActorRef<String> actor = real.spawn("echo", () -> (message, context) -> {
				assertThat(probe.ref().tryTell(message)).isEqualTo(Admission.ACCEPTED);
				assertThat(port.trySend(message)).isEqualTo(Admission.ACCEPTED);
			}, ActorSettings.defaults());
			assertThat(actor.tryTell("hello")).isEqualTo(Admission.ACCEPTED);
			probe.expectMessage("hello");
			port.expectMessage("hello");
			ProcessPath path = ProcessPath.ROOT.child("actors").child("echo");
			assertThat(events.await(ProcessEvent.Started.class, path, 1).process().path()).isEqualTo(path);
		}
	}

	private ActorRef<String> failing() {
		return this.test.runtime().spawn("failing", () -> (message, context) -> {
			throw new IllegalStateException(message);
		}, ActorSettings.defaults().withOnFailure(ActorFailureAction.STOP));
	}

	private static void tell(ActorProbe<? super String> probe, String message) {
		assertThat(((ActorRef<? super String>) probe.ref()).tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

}
