package dev.concurrency.spring;

/**
 * Changes the settings of processes after those of the application were read. A bean of
 * this type is called once for each process whose settings are of its type argument:
 * {@code SinkSettings}, {@code BoundarySettings}, {@code WorkerSettings},
 * {@code ActorSettings} (of actors and groups), {@code SupervisorSettings} (of the
 * supervisors under {@code concurrency.supervisors}), or {@code ChildSpec}, which says
 * how processes of every kind are treated by their supervisor. The bean must reveal its
 * type argument, as a class or the result of a {@code @Bean} method does.
 * <p>
 * Several are called in their order, each with what the one before has answered, those of
 * parent contexts too. They are called when the first handle is made, and so must not
 * inject one.
 *
 * @param <S> the type of the settings
 */
@FunctionalInterface
public interface SettingsCustomizer<S> {

	/**
	 * Changes the settings of one process.
	 * @param name the name of the process
	 * @param settings its settings so far
	 * @return its settings, unchanged for a process that does not matter here
	 * @throws IllegalArgumentException if they make no sense, as the settings themselves
	 * throw it: the application does not start
	 */
	S customize(String name, S settings);

}
