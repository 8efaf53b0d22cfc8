package dev.concurrency.spring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.spring.SettingsSource.Declared;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.supervision.SupervisorSnapshot;

/**
 * The processes and supervisors of an application. They are declared in the runtime all
 * together, when the first handle is asked for: so their order is that of the settings
 * and not the one in which Spring happens to need them. Thread-safe once all are added.
 * <p>
 * Below each supervisor first come those that it lists as its children, then the others
 * by their {@link DefinedOrder}, then by name.
 */
final class Declarations {

	private final ReentrantLock lock = new ReentrantLock();

	private final List<Declaration> declarations = new ArrayList<>();

	private final List<SupervisorPlan> supervisors;

	private final Customizers customizers;

	private final Supplier<ConcurrencyRuntime> runtime;

	private final Consumer<List<Declared>> listener;

	// Under the lock.
	private final Map<Key, ChildSpec> specs = new HashMap<>();

	// Under the lock.
	private @Nullable Map<Key, BackgroundProcess> handles;

	// Under the lock.
	private boolean declaring;

	Declarations(List<SupervisorPlan> supervisors, Customizers customizers, Supplier<ConcurrencyRuntime> runtime,
			Consumer<List<Declared>> listener) {
		this.supervisors = supervisors;
		this.customizers = customizers;
		this.runtime = runtime;
		this.listener = listener;
	}

	void add(Declaration declaration) {
		this.declarations.add(declaration);
	}

	/** The handle of a process, or of a supervisor that the settings declare. */
	BackgroundProcess handle(ProcessKind kind, String name) {
		this.lock.lock();
		try {
			Map<Key, BackgroundProcess> declared = this.handles;
			if (declared == null) {
				declared = declareAll(name);
				this.handles = declared;
			}
			return of(new Key(kind, name), declared);
		}
		finally {
			this.lock.unlock();
		}
	}

	private Map<Key, BackgroundProcess> declareAll(String wanted) {
		if (this.declaring) {
			throw new InvalidConfigurationException("The handle of the process '" + wanted
					+ "' is asked for while the processes are declared: a SettingsCustomizer, or a bean that it needs,"
					+ " injects it.", "Inject an ObjectProvider of the handle there.");
		}
		Map<Key, BackgroundProcess> declared = new HashMap<>();
		this.declaring = true;
		try {
			declareAll(this.runtime.get(), declared);
		}
		finally {
			this.declaring = false;
		}
		return declared;
	}

	private void declareAll(ConcurrencyRuntime target, Map<Key, BackgroundProcess> declared) {
		List<Declaration> ofKinds = below(null);
		ofKinds.sort(order(List.of()));
		for (Declaration declaration : ofKinds) {
			declare(declaration, target.supervisorOf(declaration.kind()), declared);
		}
		declareBelow(ProcessPath.ROOT.value(), List.of(), target.root(), declared);
		this.listener.accept(effective(target, declared));
	}

	private List<Declared> effective(ConcurrencyRuntime target, Map<Key, BackgroundProcess> declared) {
		List<Declared> all = new ArrayList<>();
		for (Declaration process : this.declarations) {
			Key key = new Key(process.kind(), process.name());
			all.add(new Declared(key.kind, key.name, process.placement().supervisor(), of(key, this.specs), null));
		}
		for (SupervisorPlan plan : this.supervisors) {
			Key key = new Key(ProcessKind.SUPERVISOR, plan.name());
			SupervisorSnapshot supervisor = (SupervisorSnapshot) target.find(of(key, declared).path())
				.orElseThrow()
				.details();
			all.add(new Declared(key.kind, key.name, above(plan), of(key, this.specs), supervisor.settings()));
		}
		return all;
	}

	private static <T> T of(Key key, Map<Key, T> all) {
		return Objects.requireNonNull(all.get(key), key.name);
	}

	private void declareBelow(String name, List<String> first, SupervisorRef parent,
			Map<Key, BackgroundProcess> declared) {
		List<Declaration> children = below(name);
		List<SupervisorPlan> plans = new ArrayList<>();
		for (SupervisorPlan plan : this.supervisors) {
			if (name.equals(above(plan))) {
				plans.add(plan);
				children.add(declaration(plan));
			}
		}
		children.sort(order(first));
		for (Declaration child : children) {
			declare(child, parent, declared);
		}
		for (SupervisorPlan plan : plans) {
			SupervisorRef below = (SupervisorRef) of(new Key(ProcessKind.SUPERVISOR, plan.name()), declared);
			declareBelow(plan.name(), plan.children(), below, declared);
		}
	}

	/** The processes that name a supervisor, or those that name none. */
	private List<Declaration> below(@Nullable String supervisor) {
		List<Declaration> below = new ArrayList<>();
		for (Declaration declaration : this.declarations) {
			if (Objects.equals(declaration.placement().supervisor(), supervisor)) {
				below.add(declaration);
			}
		}
		return below;
	}

	private static String above(SupervisorPlan plan) {
		String parent = plan.placement().supervisor();
		return (parent != null) ? parent : ProcessPath.ROOT.value();
	}

	private Declaration declaration(SupervisorPlan plan) {
		return new Declaration(ProcessKind.SUPERVISOR, plan.name(), Ordered.LOWEST_PRECEDENCE, plan.placement(),
				(parent) -> parent.supervisor(plan.name(),
						this.customizers.apply(SupervisorSettings.class, plan.name(), plan.settings())));
	}

	private void declare(Declaration declaration, SupervisorRef parent, Map<Key, BackgroundProcess> declared) {
		Key key = new Key(declaration.kind(), declaration.name());
		try {
			declared.put(key, declaration.how().apply(parent.with((defaults) -> {
				ChildSpec spec = this.customizers.apply(ChildSpec.class, key.name,
						declaration.placement().apply(defaults));
				this.specs.put(key, spec);
				return spec;
			})));
		}
		catch (IllegalArgumentException ex) {
			throw refused(key, parent.path().name(), ex);
		}
	}

	/** What the settings of the application say was checked before. */
	private RuntimeException refused(Key key, String supervisor, IllegalArgumentException refusal) {
		String customizers = Stream.of(key.name, supervisor)
			.flatMap(this.customizers::changed)
			.distinct()
			.collect(Collectors.joining(" and "));
		return customizers.isEmpty() ? refusal
				: new InvalidConfigurationException(
						"The " + key.kind.label() + " '" + key.name + "' cannot be as " + customizers
								+ " would have it: " + refusal.getMessage() + ".",
						"Correct the customizer, or the settings that it changes.");
	}

	private static Comparator<Declaration> order(List<String> first) {
		return Comparator.<Declaration>comparingInt((declaration) -> position(declaration.name(), first))
			.thenComparingInt(Declaration::order)
			.thenComparing(Declaration::name);
	}

	private static int position(String name, List<String> first) {
		int index = first.indexOf(name);
		return (index >= 0) ? index : first.size();
	}

	/**
	 * A process to be declared.
	 *
	 * @param kind its kind; that of actors for groups too
	 * @param name its name
	 * @param order its place among its siblings
	 * @param placement where it belongs
	 * @param how declares it below its supervisor
	 */
	record Declaration(ProcessKind kind, String name, int order, Placement placement,
			Function<SupervisorRef, BackgroundProcess> how) {
	}

	private record Key(ProcessKind kind, String name) {
	}

}
