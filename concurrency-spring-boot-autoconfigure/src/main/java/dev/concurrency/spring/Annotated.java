package dev.concurrency.spring;

import org.jspecify.annotations.Nullable;

import dev.concurrency.worker.Schedule;

/**
 * What an annotation says about the process that its method does the work of. Immutable.
 *
 * @param origin the annotation and the method, for people
 * @param schedule when its ticks are due, null if nothing is said
 * @param autoStartup whether it is started along with its supervisor, null if nothing is
 * said
 */
public record Annotated(String origin, @Nullable Schedule schedule, @Nullable Boolean autoStartup) {

	/** Of the definitions of handles. */
	static final String ATTRIBUTE = "dev.concurrency.annotated";

}
