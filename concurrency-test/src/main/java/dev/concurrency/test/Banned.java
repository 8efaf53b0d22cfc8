package dev.concurrency.test;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;

/**
 * Methods and constructors that a rule does not want called. Immutable.
 *
 * @param owner the class that declares them, whose subclasses count too
 * @param names of the methods; empty for all, constructors too
 * @param parameters how many parameters there must be; empty for any number
 * @param first what the first parameter must be one of; empty for anything
 */
record Banned(String owner, Set<String> names, Set<Integer> parameters, Set<String> first) {

	static final String CONSTRUCTOR = "<init>";

	static Banned methods(Class<?> owner, String... names) {
		return methods(owner.getName(), names);
	}

	/** Of a class that need not be on the class path. */
	static Banned methods(String owner, String... names) {
		return new Banned(owner, Set.of(names), Set.of(), Set.of());
	}

	/** Everything that a class has. */
	static Banned all(String owner) {
		return new Banned(owner, Set.of(), Set.of(), Set.of());
	}

	static List<Banned> all(Class<?>... owners) {
		return Arrays.stream(owners).map((owner) -> all(owner.getName())).toList();
	}

	static List<Banned> constructors(Class<?>... owners) {
		return Arrays.stream(owners).map((owner) -> methods(owner, CONSTRUCTOR)).toList();
	}

	/** Only those with so many parameters. */
	Banned withParameters(Integer... counts) {
		return new Banned(this.owner, this.names, Set.of(counts), this.first);
	}

	/** Only those whose first parameter is one of these. */
	Banned of(Class<?>... types) {
		return new Banned(this.owner, this.names, this.parameters,
				Arrays.stream(types).map(Class::getName).collect(Collectors.toSet()));
	}

	boolean matches(CodeUnitAccessTarget target) {
		return (this.names.isEmpty() || this.names.contains(target.getName()))
				&& (this.parameters.isEmpty() || this.parameters.contains(target.getRawParameterTypes().size()))
				&& (this.first.isEmpty() || isFirst(target.getRawParameterTypes()))
				&& target.getOwner().isAssignableTo(this.owner);
	}

	private boolean isFirst(List<JavaClass> types) {
		return !types.isEmpty() && this.first.contains(types.get(0).getName());
	}

}
