package dev.concurrency.test;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.FlightEntry;
import dev.concurrency.process.FlightRecorder;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/** What a process remembers of its life. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlightRecorderTests {

	@Test
	void processRemembersItsComingAndGoingAndItsFailures() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = bench.runtime.actor("tower", Script.failingOnBoom(), ActorSettings.defaults());
			assertThat(recorder(bench, ref.path())).isEmpty();
			bench.runtime.start();
			tell(ref, "boom");
			bench.restartIsDue();
			assertThat(bench.stop().isClean()).isTrue();
			assertThat(recorder(bench, ref.path())).extracting(FlightEntry::what)
				.containsExactly("starting", "started", "failed", "restarting", "starting", "started", "stopping",
						"stopped");
			FlightEntry failed = recorder(bench, ref.path()).get(2);
			assertThat(failed.type()).isEqualTo("java.lang.IllegalStateException");
			assertThat(failed.message()).isEqualTo("boom");
			assertThat(failed.process().path()).isEqualTo(ref.path());
			assertThat(recorder(bench, ref.path()).get(3).text()).isEqualTo("attempt 1 in 1000 ms");
			assertThat(recorder(bench, ref.path()).get(5).text()).isEqualTo("restart 1");
		}
	}

	@Test
	void onlyTheLatestSixtyFourEntriesAreKept() {
		try (ActorBench bench = new ActorBench((builder) -> builder.restarts(ActorBench.restarts(100)))) {
			ActorRef<String> ref = bench.runtime.actor("tower", Script.failingOnBoom(), ActorSettings.defaults());
			bench.runtime.start();
			for (int i = 1; i <= 30; i++) {
				tell(ref, "boom" + i);
				bench.restartIsDue();
			}
			assertThat(recorder(bench, ref.path())).hasSize(FlightRecorder.SIZE)
				.last()
				.extracting(FlightEntry::text)
				.isEqualTo("restart 30");
		}
	}

	@Test
	void actorsOfAGroupShareTheRecorderOfTheirGroup() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = bench.runtime.group("airport", Script.failingOnBoom(),
					ActorSettings.defaults().withRestarts(ActorBench.restarts(10)));
			bench.runtime.start();
			tell(group.ref("quiet"), "1");
			tell(group.ref("a"), "boom1");
			tell(group.ref("b"), "boom2");
			bench.restartIsDue();
			assertThat(recorder(bench, group.path())).filteredOn((entry) -> entry.what().equals("failed"))
				.extracting((entry) -> entry.process().path().value() + " " + entry.message())
				.containsExactly("root/actors/airport/a boom1", "root/actors/airport/b boom2");
			assertThat(recorder(bench, group.path()))
				.noneMatch((entry) -> entry.process().path().name().equals("quiet"));
			assertThat(recorder(bench, group.ref("a").path())).isEmpty();
			assertThat(recorder(bench, group.path())).first().extracting(FlightEntry::what).isEqualTo("starting");
		}
	}

	@Test
	void longMessageIsCut() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = bench.runtime.actor("tower", Script.failingOnBoom(), ActorSettings.defaults());
			bench.runtime.start();
			tell(ref, "boom" + "!".repeat(1000));
			assertThat(recorder(bench, ref.path()).get(2).message()).hasSize(FlightEntry.MAX_MESSAGE)
				.startsWith("boom!");
		}
	}

	private static List<FlightEntry> recorder(ActorBench bench, ProcessPath path) {
		return bench.runtime.find(path).map(ProcessSnapshot::recorder).orElseThrow();
	}

	private static void tell(ActorRef<String> ref, String message) {
		assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

}
