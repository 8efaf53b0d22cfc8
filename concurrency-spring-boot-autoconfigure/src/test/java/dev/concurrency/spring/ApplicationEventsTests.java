package dev.concurrency.spring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.concurrency.fixture.UnreadableException;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.test.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How events wait for their listeners.
 */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationEventsTests {

	private static final int CAPACITY = 1000;

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final Queue<Object> told = new ConcurrentLinkedQueue<>();

	private final ManualTime time = new ManualTime();

	private final ApplicationEvents events = new ApplicationEvents(this::slow, Duration.ofSeconds(10), this.time);

	@AfterEach
	void release() {
		this.released.countDown();
		this.events.destroy();
		this.time.close();
	}

	@Test
	void eventsAreToldInTheirOrder() {
		List<ProcessEvent> sent = send(100);
		this.released.countDown();
		this.events.stop();
		assertThat(this.told).containsExactlyElementsOf(sent);
	}

	@Test
	void batchesAndTicksAreNotTold() {
		this.released.countDown();
		this.events.onEvent(new ProcessEvent.Worked(process(), Instant.EPOCH, 1, Duration.ZERO, null));
		ProcessEvent started = send();
		this.events.stop();
		assertThat(this.told).containsExactly(started);
	}

	@Test
	void whatFindsNoRoomIsDroppedAndLoggedAtEveryDoubling(CapturedOutput output) throws Exception {
		send();
		assertThat(this.entered.await(10, TimeUnit.SECONDS)).isTrue();
		send(CAPACITY);
		assertThat(output).doesNotContain("were not published");
		send(4);
		assertThat(output)
			.contains("1 events of processes were not published within an hour: the listeners are too slow")
			.contains("2 events of processes were not published")
			.contains("4 events of processes were not published")
			.doesNotContain("3 events of processes were not published");
		this.released.countDown();
		this.events.stop();
		assertThat(this.told).hasSize(1 + CAPACITY);
	}

	@Test
	void anEventThatIsDroppedEveryNightIsLoggedEveryNight(CapturedOutput output) throws Exception {
		send();
		assertThat(this.entered.await(10, TimeUnit.SECONDS)).isTrue();
		send(CAPACITY);
		for (int night = 0; night < 5; night++) {
			send();
			this.time.advance(Duration.ofDays(1));
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("1 events of processes were not published")))
			.hasSize(5);
	}

	@Test
	void aListenerThatThrowsKeepsNoEventFromTheOthers(CapturedOutput output) {
		List<Object> heard = new ArrayList<>();
		ApplicationEvents failing = new ApplicationEvents((event) -> {
			heard.add(event);
			throw new AssertionError("planted");
		});
		ProcessEvent one = new ProcessEvent.Started(process(), Instant.EPOCH, 0);
		ProcessEvent two = new ProcessEvent.Started(process(), Instant.EPOCH, 1);
		failing.onEvent(one);
		failing.onEvent(two);
		failing.destroy();
		assertThat(heard).containsExactly(one, two);
		assertThat(output).contains("A listener failed on Started").contains("planted");
	}

	@Test
	void aListenerWhoseExceptionCannotBeReadKeepsNoEventFromTheOthersAndIsLogged(CapturedOutput output) {
		List<Object> heard = new ArrayList<>();
		ApplicationEvents failing = new ApplicationEvents((event) -> {
			heard.add(event);
			throw new UnreadableException();
		});
		ProcessEvent one = new ProcessEvent.Started(process(), Instant.EPOCH, 0);
		ProcessEvent two = new ProcessEvent.Started(process(), Instant.EPOCH, 1);
		failing.onEvent(one);
		failing.onEvent(two);
		failing.destroy();
		assertThat(heard).containsExactly(one, two);
		assertThat(output).contains("A listener failed on Started").contains("(as far as it can be read)");
	}

	@Test
	void aStopWaitsUntilWhatHasHappenedIsTold() throws Exception {
		List<ProcessEvent> sent = send(3);
		assertThat(this.entered.await(10, TimeUnit.SECONDS)).isTrue();
		Thread stop = new Thread(this.events::stop);
		stop.start();
		while (stop.getState() != Thread.State.TIMED_WAITING) {
			assertThat(stop.isAlive()).as("waits").isTrue();
			Thread.onSpinWait();
		}
		this.released.countDown();
		stop.join();
		assertThat(this.told).containsExactlyElementsOf(sent);
	}

	@Test
	void aListenerThatDoesNotEndHoldsNoStopUp(CapturedOutput output) throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		CountDownLatch hanging = new CountDownLatch(1);
		ApplicationEvents impatient = new ApplicationEvents((event) -> {
			hanging.countDown();
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		}, Duration.ZERO, this.time);
		impatient.onEvent(new ProcessEvent.Started(process(), Instant.EPOCH, 0));
		assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
		impatient.onEvent(new ProcessEvent.Started(process(), Instant.EPOCH, 1));
		impatient.stop();
		assertThat(output).contains("1 events of processes were not published: a listener does not end");
		assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aListenerMayStopTheEventsAndTheRestIsToldBeforeItGoesOn(CapturedOutput output) throws Exception {
		List<Object> heard = new ArrayList<>();
		CountDownLatch stopped = new CountDownLatch(1);
		ApplicationEvents[] stopping = new ApplicationEvents[1];
		stopping[0] = new ApplicationEvents((event) -> {
			heard.add(event);
			if (heard.size() == 1) {
				slow("not of a process");
				stopping[0].stop();
				heard.add("stopped");
				stopped.countDown();
			}
		}, Duration.ofDays(1), this.time);
		ProcessEvent one = new ProcessEvent.Started(process(), Instant.EPOCH, 0);
		ProcessEvent two = new ProcessEvent.Started(process(), Instant.EPOCH, 1);
		stopping[0].onEvent(one);
		stopping[0].onEvent(two);
		this.released.countDown();
		assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(heard).containsExactly(one, two, "stopped");
		assertThat(output).doesNotContain("were not published");
	}

	@Test
	void whatHappensAfterAStopIsToldToNobodyUntilTheNextStart(CapturedOutput output) {
		this.released.countDown();
		this.events.start();
		assertThat(this.events.isRunning()).isTrue();
		this.events.stop();
		assertThat(this.events.isRunning()).isFalse();
		send();
		this.events.start();
		ProcessEvent after = send();
		this.events.stop();
		assertThat(this.told).containsExactly(after);
		assertThat(output).doesNotContain("were not published");
	}

	@Test
	void theStopComesAfterThatOfTheProcesses() {
		assertThat(this.events.getPhase()).isPositive().isLessThan(ConcurrencyLifecycle.PHASE);
	}

	private void slow(Object event) {
		this.entered.countDown();
		try {
			this.released.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		this.told.add(event);
	}

	private List<ProcessEvent> send(int count) {
		List<ProcessEvent> sent = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			sent.add(send());
		}
		return sent;
	}

	private ProcessEvent send() {
		ProcessEvent event = new ProcessEvent.Started(process(), Instant.EPOCH, 0);
		this.events.onEvent(event);
		return event;
	}

	private static ProcessRef process() {
		return new ProcessRef(ProcessKind.PROCESS, ProcessPath.ROOT.child("tail"), null);
	}

}
