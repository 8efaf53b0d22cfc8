package dev.concurrency.test;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.TickContext;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * What code that shares its thread must not do, as rules for ArchUnit to be run over the
 * user's own classes:
 *
 * <pre>{@code
 * JavaClasses application = new ClassFileImporter().importPackages("com.example.orders");
 * ConcurrencyRules.create().all().check(application);
 * }</pre>
 *
 * A rule looks at {@code handle}, {@code onChildEvent} and {@code onUndeliverable} of an
 * actor, since its other hooks may block, at {@code tick} and {@code @PeriodicWork}
 * methods, and follows what they call in the class itself, in its superclasses and in
 * classes of the same source file. It does not see through other classes, an interface or
 * reflection, nor an actor or a task that is a mere lambda. Lambdas and method references
 * are left out in a method that hands work to another pool: a class file does not say
 * which of them runs there, and which, as that of {@code thenAccept} behind
 * {@code context.blocking(..)}, back in the actor.
 * <p>
 * Where an actor runs is said in its settings, which the rules do not know: name the
 * actors that are not on the shared dispatcher. Immutable.
 */
public final class ConcurrencyRules {

	private static final String PERIODIC_WORK = "dev.concurrency.spring.PeriodicWork";

	private static final Set<String> HANDLERS = Set.of("handle", "onChildEvent", "onUndeliverable");

	private final Set<String> blockingActors;

	private ConcurrencyRules(Set<String> blockingActors) {
		this.blockingActors = Set.copyOf(blockingActors);
	}

	/**
	 * Rules that take every actor for one on the shared dispatcher.
	 * @return the rules
	 */
	public static ConcurrencyRules create() {
		return new ConcurrencyRules(Set.of());
	}

	/**
	 * Leaves actors alone that have the dispatcher {@code virtual} or {@code pinned}.
	 * @param actors their classes
	 * @return changed rules
	 */
	public ConcurrencyRules withBlockingActors(Class<?>... actors) {
		return new ConcurrencyRules(
				Stream.concat(this.blockingActors.stream(), Arrays.stream(actors).map(Class::getName))
					.collect(Collectors.toSet()));
	}

	/**
	 * All rules as one, which also refuses to look at nothing: where no class was
	 * imported at all, the package is misspelt. A rule alone lets that pass, since not
	 * every application has actors or loops.
	 * @return what {@code check} runs
	 */
	public ArchRule all() {
		return CompositeArchRule.of(List.of(thereAreClasses(), actorsDoNotSleep(), actorsDoNotWait(),
				actorsDoNoBlockingIo(), actorsDoNotWaitForRoom(), actorsDoNotLock(), actorsStartNoThreadsOfTheirOwn(),
				tasksDoNotSleep(), loopsReadTheirSignal()));
	}

	private static ArchRule thereAreClasses() {
		return classes().should(new ArchCondition<>("exist") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				events.add(SimpleConditionEvent.satisfied(type, type.getDescription() + " exists"));
			}

		}).as("there should be classes to look at").allowEmptyShould(false);
	}

	/**
	 * Handlers do not sleep or park.
	 * @return the rule
	 */
	public ArchRule actorsDoNotSleep() {
		return actors("not sleep where they handle messages", BannedCalls.SLEEPS,
				"use context.schedule(delay, message) and return");
	}

	/**
	 * Handlers do not wait for other threads: {@code Future.get}, {@code join},
	 * {@code Object.wait}, latches, {@code take}.
	 * @return the rule
	 */
	public ArchRule actorsDoNotWait() {
		return actors("not wait for other threads where they handle messages", BannedCalls.WAITS,
				"use whenComplete and send the result to context.self(), or context.blocking(..)");
	}

	/**
	 * Handlers read and write no files, sockets and databases.
	 * @return the rule
	 */
	public ArchRule actorsDoNoBlockingIo() {
		return actors("do no blocking I/O where they handle messages", BannedCalls.IO,
				"push it to a sink, or use context.blocking(..), or give the actor the dispatcher virtual or pinned");
	}

	/**
	 * Handlers do not wait for room in a queue: {@code push}, {@code tell}, a publisher's
	 * {@code submit}.
	 * @return the rule
	 */
	public ArchRule actorsDoNotWaitForRoom() {
		return actors("not wait for room where they handle messages", BannedCalls.SENDS,
				"use tryPush, tryTell, ask or offer and look at the answer");
	}

	/**
	 * Handlers take no lock, be it a {@code Lock} or {@code synchronized}.
	 * @return the rule
	 */
	public ArchRule actorsDoNotLock() {
		String instead = "one thread at a time touches an actor: keep the state in its fields, send values that do"
				+ " not change, let others ask";
		Predicate<JavaCodeUnit> roots = ConcurrencyRules::isHandler;
		return actors("take no lock where they handle messages", new ArchCondition<>("take no lock") {

			@Override
			public void check(JavaClass actor, ConditionEvents events) {
				checkCalls(actor, roots, BannedCalls.LOCKS, instead, events);
				OwnCode.from(actor, roots)
					.stream()
					.filter(Monitors::enteredBy)
					.forEach((unit) -> events.add(SimpleConditionEvent.violated(unit, unit.getDescription()
							+ " is synchronized in " + unit.getSourceCodeLocation() + ": " + instead)));
			}

		});
	}

	/**
	 * Actors start no thread, no executor and no queue without a bound, in no method. A
	 * capacity counts as a bound whatever it is, {@code Integer.MAX_VALUE} too: rules see
	 * what is called and not with what.
	 * @return the rule
	 */
	public ArchRule actorsStartNoThreadsOfTheirOwn() {
		return actors("start no threads of their own and keep no queue without a bound",
				calls((unit) -> true, BannedCalls.THREADS,
						"use context.blocking(..), context.cpu(..), context.spawn(..) or a boundary, and queues with a"
								+ " capacity"));
	}

	/**
	 * Ticks do not sleep: the schedule does.
	 * @return the rule
	 */
	public ArchRule tasksDoNotSleep() {
		return classes().that(new DescribedPredicate<JavaClass>("tick") {

			@Override
			public boolean test(JavaClass type) {
				return type.isAssignableTo(PeriodicTask.class)
						|| type.getMethods().stream().anyMatch((method) -> method.isAnnotatedWith(PERIODIC_WORK));
			}

		})
			.should(calls(ConcurrencyRules::isTick, BannedCalls.SLEEPS,
					"let the schedule wait, or wait with context.shutdown().await(..), which a stop ends"))
			.as("tasks should not sleep in a tick")
			.allowEmptyShould(true);
	}

	/**
	 * A loop looks at the signal that tells it to end, or passes it to who does.
	 * @return the rule
	 */
	public ArchRule loopsReadTheirSignal() {
		return classes().that()
			.areAssignableTo(Supervisable.class)
			.and()
			.areNotInterfaces()
			.should(new ArchCondition<>("read their ShutdownSignal") {

				@Override
				public void check(JavaClass loop, ConditionEvents events) {
					if (OwnCode.from(loop, (unit) -> true).stream().noneMatch(ConcurrencyRules::readsSignal)) {
						events.add(SimpleConditionEvent.violated(loop, loop.getDescription()
								+ " never looks at its ShutdownSignal in " + loop.getSourceCodeLocation()
								+ ": loop while (!shutdown.isRequested()), pause with shutdown.await(..), or close"
								+ " what blocks in shutdown.onRequest(..)"));
					}
				}

			})
			.as("loops of one's own should read their ShutdownSignal")
			.allowEmptyShould(true);
	}

	private static boolean readsSignal(JavaCodeUnit unit) {
		return Stream.concat(unit.getCallsFromSelf().stream(), unit.getCodeUnitReferencesFromSelf().stream())
			.map((call) -> call.getTarget())
			.anyMatch(
					(target) -> target.getOwner().isAssignableTo(ShutdownSignal.class) || target.getRawParameterTypes()
						.stream()
						.anyMatch((type) -> type.isEquivalentTo(ShutdownSignal.class)));
	}

	private ArchRule actors(String should, BannedCalls banned, String instead) {
		return actors(should, calls(ConcurrencyRules::isHandler, banned, instead));
	}

	private ArchRule actors(String should, ArchCondition<JavaClass> condition) {
		return classes().that(new DescribedPredicate<JavaClass>("are actors on the shared dispatcher") {

			@Override
			public boolean test(JavaClass type) {
				return type.isAssignableTo(Actor.class) && !type.isInterface()
						&& !ConcurrencyRules.this.blockingActors.contains(type.getName());
			}

		}).should(condition).as("actors on the shared dispatcher should " + should).allowEmptyShould(true);
	}

	private static boolean isHandler(JavaCodeUnit unit) {
		return HANDLERS.contains(unit.getName()) && unit.getRawParameterTypes().size() == 2
				&& unit.getRawParameterTypes().get(1).isEquivalentTo(ActorContext.class);
	}

	private static boolean isTick(JavaCodeUnit unit) {
		boolean ofTask = unit.getName().equals("tick") && unit.getRawParameterTypes().size() == 1
				&& unit.getRawParameterTypes().get(0).isEquivalentTo(TickContext.class);
		return ofTask || unit.isAnnotatedWith(PERIODIC_WORK);
	}

	private static ArchCondition<JavaClass> calls(Predicate<JavaCodeUnit> roots, BannedCalls banned, String instead) {
		return new ArchCondition<>("call nothing of that kind") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				checkCalls(type, roots, banned, instead, events);
			}

		};
	}

	private static void checkCalls(JavaClass type, Predicate<JavaCodeUnit> roots, BannedCalls banned, String instead,
			ConditionEvents events) {
		OwnCode.from(type, roots)
			.stream()
			.flatMap(OwnCode::calls)
			.filter((call) -> banned.include(call.getTarget()))
			.forEach((call) -> events.add(SimpleConditionEvent.violated(call, call.getDescription() + ": " + instead)));
	}

}
