package dev.concurrency.actor;

import java.util.stream.Stream;

/**
 * Which hooks a class of actors has: one that does nothing need not be called, and who is
 * not told of a message that came back must not keep others from it.
 *
 * @param idle whether it wants to know that no message comes
 * @param undeliverable whether it wants its undeliverable messages
 */
record ActorHooks(boolean idle, boolean undeliverable) {

	// Derived from classes alone, and gone with them.
	private static final ClassValue<ActorHooks> KNOWN = new ClassValue<>() {
		@Override
		protected ActorHooks computeValue(Class<?> type) {
			return new ActorHooks(overrides(type, "onIdle"), overrides(type, "onUndeliverable"));
		}
	};

	static ActorHooks of(Actor<?> actor) {
		return KNOWN.get(actor.getClass());
	}

	private static boolean overrides(Class<?> type, String hook) {
		return Stream.of(type.getMethods())
			.anyMatch((method) -> method.getName().equals(hook) && method.getDeclaringClass() != Actor.class
					&& Stream.of(method.getParameterTypes()).anyMatch(ActorContext.class::equals));
	}

}
