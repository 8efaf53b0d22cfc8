package dev.concurrency.tracing;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ContextCarrier;
import dev.concurrency.process.ProcessKind;

/**
 * Goes on with the trace of who handed work in: the handling of a message and the run of
 * a task are spans in that trace; a batch is a trace of its own, since it belongs to
 * many, and its span has a link to each of them. Work that came without a trace gets
 * none. Thread-safe.
 */
public final class TraceCarrier implements ContextCarrier {

	private final ContextCarrier others;

	private final Tracer tracer;

	/**
	 * Carries spans and what another one carries.
	 * @param others carries everything else
	 * @param tracer knows the current span and makes new ones
	 */
	public TraceCarrier(ContextCarrier others, Tracer tracer) {
		this.others = others;
		this.tracer = tracer;
	}

	@Override
	public @Nullable Object capture() {
		Object other = this.others.capture();
		Span span = this.tracer.currentSpan();
		return (other != null || span != null) ? new Captured(other, (span != null) ? span.context() : null) : null;
	}

	@Override
	public Scope open(Work work) {
		List<Captured> captured = work.captured().stream().map(Captured.class::cast).toList();
		List<Object> other = captured.stream().flatMap((each) -> Stream.ofNullable(each.other())).toList();
		Scope outer = other.isEmpty() ? null : this.others.open(new Work(work.kind(), work.path(), other));
		Span span = span(work, captured.stream().flatMap((each) -> Stream.ofNullable(each.trace())).toList());
		Tracer.SpanInScope inner = (span != null) ? this.tracer.withSpan(span) : null;
		return (failure) -> close(outer, inner, span, failure);
	}

	private @Nullable Span span(Work work, List<TraceContext> traces) {
		if (traces.isEmpty()) {
			return null;
		}
		Span.Builder span = this.tracer.spanBuilder()
			.name(operation(work.kind()) + ' ' + work.path().name())
			.kind(Span.Kind.CONSUMER)
			.tag("concurrency.kind", work.kind().label())
			.tag("concurrency.path", work.path().value());
		if (work.kind() == ProcessKind.SINK) {
			span.setNoParent();
			distinct(traces).forEach((trace) -> span.addLink(new Link(trace)));
		}
		else {
			span.setParent(traces.get(0));
		}
		return span.start();
	}

	/** One request may have pushed many items of a batch. */
	private static Collection<TraceContext> distinct(List<TraceContext> traces) {
		return traces.stream()
			.collect(Collectors.toMap((trace) -> trace.traceId() + trace.spanId(), Function.identity(),
					(one, same) -> one))
			.values();
	}

	private static String operation(ProcessKind kind) {
		return switch (kind) {
			case SINK -> "drain";
			case ACTOR, GROUP -> "handle";
			case BOUNDARY, WORKER, PROCESS, SUPERVISOR -> "run";
		};
	}

	private static void close(@Nullable Scope outer, Tracer.@Nullable SpanInScope inner, @Nullable Span span,
			@Nullable Throwable failure) {
		if (inner != null) {
			inner.close();
		}
		if (span != null) {
			if (failure != null) {
				span.error(failure);
			}
			span.end();
		}
		if (outer != null) {
			outer.close(failure);
		}
	}

	/**
	 * What one item, message or task has with it; not both are null.
	 *
	 * @param other what the other carrier has captured
	 * @param trace the span in which it was handed in
	 */
	private record Captured(@Nullable Object other, @Nullable TraceContext trace) {
	}

}
