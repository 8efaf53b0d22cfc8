package dev.concurrency.test;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;

import dev.concurrency.TaskPool;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.boundary.BoundaryRuntime;

/**
 * The code of a class that some of its methods lead to: their own, and what they call in
 * the class itself, in what it inherits from, and in classes of the same source file.
 * Lambdas belong to the method in which they stand, unless that method hands work to
 * another thread: then nobody can tell which of them runs where, and they are left out.
 * Stateless.
 */
final class OwnCode {

	private OwnCode() {
	}

	/**
	 * The methods and constructors that are reached.
	 * @param owner the class
	 * @param roots where to begin, among its own methods and the inherited ones
	 */
	static Set<JavaCodeUnit> from(JavaClass owner, Predicate<JavaCodeUnit> roots) {
		Set<JavaCodeUnit> reached = new LinkedHashSet<>();
		Deque<JavaCodeUnit> next = new ArrayDeque<>(
				lineage(owner).flatMap((each) -> each.getCodeUnits().stream()).filter(roots).toList());
		while (!next.isEmpty()) {
			JavaCodeUnit unit = next.remove();
			if (reached.add(unit)) {
				calls(unit).map((call) -> resolve(owner, call.getTarget()))
					.flatMap(Optional::stream)
					.forEach(next::add);
			}
		}
		return reached;
	}

	/** What a method calls or refers to, on the thread on which it runs. */
	static Stream<JavaCodeUnitAccess<?>> calls(JavaCodeUnit unit) {
		Collection<? extends JavaCodeUnitAccess<?>> calls = unit.getCallsFromSelf();
		Collection<? extends JavaCodeUnitAccess<?>> references = unit.getCodeUnitReferencesFromSelf();
		return handsOver(unit) ? calls.stream().filter((call) -> !call.isDeclaredInLambda()).map((call) -> call)
				: Stream.concat(calls.stream(), references.stream());
	}

	/** Whether it hands work to another thread. */
	static boolean handsOver(JavaCodeUnit unit) {
		return unit.getCallsFromSelf().stream().anyMatch((call) -> handsOver(call.getTarget()));
	}

	private static boolean handsOver(CodeUnitAccessTarget target) {
		JavaClass owner = target.getOwner();
		String name = target.getName();
		return (owner.isAssignableTo(ActorContext.class) && List.of("blocking", "cpu").contains(name))
				|| owner.isAssignableTo(BoundaryRuntime.class) || owner.isAssignableTo(TaskPool.class)
				|| owner.isAssignableTo(Executor.class)
				|| (owner.isAssignableTo(CompletionStage.class) && name.endsWith("Async"));
	}

	/** What a call leads to, if that is the class's own. */
	private static Optional<? extends JavaCodeUnit> resolve(JavaClass owner, CodeUnitAccessTarget target) {
		JavaClass declaring = target.getOwner();
		if (owner.isAssignableTo(declaring.getName()) && !target.getName().equals("<init>")) {
			String[] parameters = target.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
			// The nearest: what it overrides is not called.
			return lineage(owner).flatMap((each) -> each.tryGetMethod(target.getName(), parameters).stream())
				.findFirst();
		}
		return outermost(declaring).equals(outermost(owner)) ? target.resolveMember() : Optional.empty();
	}

	/** The class and what it extends, the nearest first, without the JDK. */
	private static Stream<JavaClass> lineage(JavaClass owner) {
		return Stream.concat(Stream.of(owner), owner.getAllRawSuperclasses().stream())
			.filter((each) -> !each.getPackageName().startsWith("java."));
	}

	private static JavaClass outermost(JavaClass type) {
		JavaClass outer = type;
		while (outer.getEnclosingClass().isPresent()) {
			outer = outer.getEnclosingClass().get();
		}
		return outer;
	}

}
