package dev.concurrency.supervision;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class SupervisorMachineStopTests {

	private static final Duration GRACE = Duration.ofNanos(Decisions.ABANDON_AFTER_NANOS);

	private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0,
			Duration.ofSeconds(30));

	private final MachineDriver sequential = MachineDriver.of(3, BACKOFF, ChildOrder.SEQUENTIAL);

	private final MachineDriver concurrent = MachineDriver.of(3, BACKOFF, ChildOrder.CONCURRENT);

	@Test
	void aSequentialStopIsTheExactReverseEachGoneBeforeTheNextIsAsked() {
		Child a = this.sequential.declare("a");
		Child b = this.sequential.declare("b");
		Child c = this.sequential.declare("c");
		this.sequential.startAll(a, b, c);
		this.sequential.stop();
		assertThat(this.sequential.words()).containsExactly("stop c");
		this.sequential.exit(c);
		assertThat(this.sequential.words()).containsExactly("end c", "stop b");
		this.sequential.exit(b);
		assertThat(this.sequential.words()).containsExactly("end b", "stop a");
		this.sequential.exit(a);
		assertThat(this.sequential.words()).containsExactly("end a", "self ended");
	}

	@Test
	void aRestartedChildKeepsItsPlace() {
		Child a = this.sequential.declare("a");
		Child b = this.sequential.declare("b");
		this.sequential.startAll(a, b);
		this.sequential.exit(a, new IllegalStateException());
		this.sequential.advance(Duration.ofSeconds(1));
		this.sequential.ready(a);
		this.sequential.words();
		this.sequential.stop();
		assertThat(this.sequential.words()).containsExactly("stop b");
	}

	@Test
	void aConcurrentStopAsksAllAtOnce() {
		Child a = this.concurrent.declare("a");
		Child b = this.concurrent.declare("b");
		this.concurrent.startAll(a, b);
		this.concurrent.stop();
		assertThat(this.concurrent.words()).containsExactly("stop b", "stop a");
		this.concurrent.exit(a);
		assertThat(this.concurrent.words()).containsExactly("end a");
		this.concurrent.exit(b);
		assertThat(this.concurrent.words()).containsExactly("end b", "self ended");
	}

	@Test
	void aSecondStopDoesNothing() {
		Child a = this.sequential.declare("a");
		this.sequential.startAll(a);
		this.sequential.stop();
		this.sequential.words();
		this.sequential.stop();
		assertThat(this.sequential.words()).isEmpty();
	}

	@Test
	void aChildThatFailsWhileItStopsIsNotRestarted() {
		Child a = this.sequential.declare("a");
		this.sequential.startAll(a);
		this.sequential.stop();
		this.sequential.exit(a, new IllegalStateException());
		assertThat(this.sequential.words()).containsExactly("stop a", "end a by IllegalStateException", "self ended");
	}

	@Test
	void aStopDuringABackoffStartsNothing() {
		Child a = this.concurrent.declare("a");
		this.concurrent.startAll(a);
		this.concurrent.exit(a, new IllegalStateException());
		this.concurrent.words();
		this.concurrent.stop();
		assertThat(this.concurrent.words()).containsExactly("end a by IllegalStateException", "self ended");
		this.concurrent.advance(Duration.ofSeconds(10));
		assertThat(this.concurrent.words()).isEmpty();
	}

	@Test
	void aChildIsAbortedExactlyAtItsTimeoutAndAbandonedAfterTheGrace() {
		Child a = this.sequential.declare("a");
		this.sequential.startAll(a);
		this.sequential.stop();
		this.sequential.words();
		this.sequential.advance(MachineDriver.STOP_TIMEOUT.minusNanos(1));
		assertThat(this.sequential.words()).isEmpty();
		this.sequential.advance(Duration.ofNanos(1));
		assertThat(this.sequential.words()).containsExactly("abort a");
		this.sequential.advance(GRACE.minusNanos(1));
		assertThat(this.sequential.words()).isEmpty();
		this.sequential.advance(Duration.ofNanos(1));
		assertThat(this.sequential.words()).first().isEqualTo("abandon a");
		assertThat(this.sequential.endCause(a)).hasMessage(a.path() + " did not stop in time and was interrupted");
		assertThat(this.sequential.endCause())
			.hasMessage("1 process under " + MachineDriver.PATH + " did not stop in time and was interrupted");
		assertThat(this.sequential.endCause()).asInstanceOf(type(SupervisionException.ShutdownTimedOut.class))
			.returns(1, SupervisionException.ShutdownTimedOut::aborted);
	}

	@Test
	void anAbandonedChildThatComesBackAfterTheStopStartsNothing() {
		Child a = this.sequential.declare("a");
		this.sequential.startAll(a);
		this.sequential.stop();
		this.sequential.advance(MachineDriver.STOP_TIMEOUT.plus(GRACE));
		this.sequential.words();
		this.sequential.exit(a, new IllegalStateException());
		this.sequential.ready(a);
		this.sequential.exit(a);
		assertThat(this.sequential.words()).containsExactly("returned a");
	}

	@Test
	void anAbortedChildThatEndsInTimeIsCountedAndNotAbandoned() {
		Child a = this.sequential.declare("a");
		this.sequential.startAll(a);
		this.sequential.stop();
		this.sequential.advance(MachineDriver.STOP_TIMEOUT);
		this.sequential.words();
		this.sequential.exit(a, new InterruptedException());
		assertThat(this.sequential.words()).containsExactly("end a by InterruptedException",
				"self ended by ShutdownTimedOut");
		this.sequential.advance(GRACE);
		assertThat(this.sequential.words()).isEmpty();
	}

	@Test
	void aChildWithoutATimeoutIsWaitedForWithoutEnd() {
		Child a = this.sequential.child("a", ProcessKind.SINK, Durations.MAX);
		this.sequential.on(new SupervisorEvent.Declare(a));
		this.sequential.startAll(a);
		this.sequential.stop();
		this.sequential.advance(Duration.ofDays(1000));
		assertThat(this.sequential.words()).containsExactly("stop a");
	}

	@Test
	void abortedProcessesAreSummedUpThroughNestedSupervisors() {
		Child left = this.concurrent.declareSupervisor("left");
		Child right = this.concurrent.declareSupervisor("right");
		Child own = this.concurrent.declare("own");
		this.concurrent.startAll(left, right, own);
		this.concurrent.stop();
		this.concurrent.advance(MachineDriver.STOP_TIMEOUT);
		this.concurrent.exit(own, new InterruptedException());
		this.concurrent.exit(left, new SupervisionException.ShutdownTimedOut(MachineDriver.PATH.child("left"), 2));
		this.concurrent.exit(right, new SupervisionException.ShutdownTimedOut(MachineDriver.PATH.child("right"), 3));
		assertThat(this.concurrent.endCause()).asInstanceOf(type(SupervisionException.ShutdownTimedOut.class))
			.returns(6, SupervisionException.ShutdownTimedOut::aborted)
			.returns(MachineDriver.PATH, SupervisionException.ShutdownTimedOut::path);
	}

	@Test
	void anEarlierRootCauseWinsOverATimeout() {
		Child a = this.sequential.declare("a");
		Child b = this.sequential.declare("b");
		this.sequential.start();
		this.sequential.ready(a);
		this.sequential.exit(b, new IllegalStateException());
		this.sequential.advance(MachineDriver.STOP_TIMEOUT);
		this.sequential.exit(a, new InterruptedException());
		assertThat(this.sequential.endCause()).isInstanceOf(SupervisionException.InitFailed.class);
	}

	@Test
	void anAbortInterruptsEverythingAtOnceAlsoWhatWasNotAskedYet() {
		Child a = this.sequential.declare("a");
		Child nested = this.sequential.declareSupervisor("nested");
		Child c = this.sequential.declare("c");
		this.sequential.startAll(a, nested, c);
		this.sequential.stop();
		this.sequential.words();
		this.sequential.abort();
		assertThat(this.sequential.words()).containsExactlyInAnyOrder("abort a", "abort nested", "abort c");
		this.sequential.advance(GRACE);
		assertThat(this.sequential.words()).contains("abandon a", "abandon c").doesNotContain("abandon nested");
		this.sequential.exit(nested);
		assertThat(this.sequential.words()).containsExactly("end nested", "self ended by ShutdownTimedOut");
	}

	@Test
	void anAbortAfterAChildsOwnTimeoutDoesNotInterruptItTwice() {
		Child a = this.sequential.declare("a");
		this.sequential.startAll(a);
		this.sequential.stop();
		this.sequential.advance(MachineDriver.STOP_TIMEOUT);
		this.sequential.words();
		this.sequential.abort();
		assertThat(this.sequential.words()).isEmpty();
		this.sequential.exit(a, new InterruptedException());
		assertThat(this.sequential.endCause()).asInstanceOf(type(SupervisionException.ShutdownTimedOut.class))
			.returns(1, SupervisionException.ShutdownTimedOut::aborted);
	}

	@Test
	void anAbortDuringABackoffOrBeforeAStartEndsWhatIsThere() {
		this.concurrent.abort();
		assertThat(this.concurrent.words()).isEmpty();
		Child a = this.concurrent.declare("a");
		this.concurrent.startAll(a);
		this.concurrent.exit(a, new IllegalStateException());
		this.concurrent.words();
		this.concurrent.abort();
		assertThat(this.concurrent.words()).containsExactly("end a by IllegalStateException", "self ended");
	}

}
