package dev.concurrency.actor;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;

/** Makes actors without a runtime. */
final class TestActors {

	private TestActors() {
	}

	/** A type whose actors have children in a nursery, which may be none. */
	static <M> ActorType<M> type(ProcessEnvironment environment, Actor<M> actor, ActorSettings settings,
			@Nullable Nursery nursery) {
		return ActorType.of(environment, "test", InstanceSource.of(actor), settings, (letter) -> {
		}, new Nurseries(nursery));
	}

	/** An actor that its supervisor has not started. */
	static <M> ActorProcess<M> actor(ProcessEnvironment environment, Actor<M> actor) {
		return new Alone<>(type(environment, actor, ActorSettings.defaults(), null), ProcessPath.ROOT.child("a"), null)
			.newActor();
	}

	private record Nurseries(@Nullable Nursery nursery) implements Nursery.Factory {

		@Override
		public Nursery group(ProcessPath path, RestartPolicy restarts) {
			return Objects.requireNonNull(this.nursery, "no children");
		}

		@Override
		public Nursery brood(ProcessPath path, RestartPolicy restarts) {
			return group(path, restarts);
		}

	}

}
