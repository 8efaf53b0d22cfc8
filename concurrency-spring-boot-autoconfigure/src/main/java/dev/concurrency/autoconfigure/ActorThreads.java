package dev.concurrency.autoconfigure;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;

import dev.concurrency.actor.ActorDispatcher;

/**
 * What threads actors can have, and which they have if nobody says so.
 *
 * @param usual the dispatcher of actors without one
 * @param virtual runs each task on a virtual thread of its own, null before Java 21
 */
record ActorThreads(ActorDispatcher usual, @Nullable Executor virtual) {

	static ActorThreads of(Environment environment) {
		boolean possible = JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE);
		return new ActorThreads(
				Threading.VIRTUAL.isActive(environment) ? ActorDispatcher.VIRTUAL : ActorDispatcher.SHARED,
				possible ? virtualExecutor() : null);
	}

	private static Executor virtualExecutor() {
		VirtualThreads threads = new VirtualThreads("concurrency-virtual-");
		return (task) -> threads.newThread(task).start();
	}

}
