package dev.concurrency.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The mutable words of a {@link Stripe}: the one that every producer changes and, on
 * cache lines of their own, those that the consumer changes and every producer reads. A
 * class for each group and each gap, since a JVM may reorder the fields of one class but
 * lays out those of a superclass first. The gaps are 128 bytes, because processors fetch
 * lines in pairs.
 */
abstract class PaddedIndexes extends ConsumerWords {

	long p40, p41, p42, p43, p44, p45, p46, p47, p50, p51, p52, p53, p54, p55, p56;

}

abstract class PadBeforeTail {

	long p00, p01, p02, p03, p04, p05, p06, p07, p10, p11, p12, p13, p14, p15, p16;

}

/** Changed by every accepted offer. */
abstract class TailWord extends PadBeforeTail {

	private static final VarHandle TAIL;

	static {
		try {
			TAIL = MethodHandles.lookup().findVarHandle(TailWord.class, "tail", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Next sequence, free places and the closed bit. */
	volatile long tail;

	final boolean compareAndSetTail(long expected, long value) {
		return TAIL.compareAndSet(this, expected, value);
	}

	final void addToTail(long value) {
		TAIL.getAndAdd(this, value);
	}

	final void setTailBits(long bits) {
		TAIL.getAndBitwiseOr(this, bits);
	}

	final void clearTailBits(long bits) {
		TAIL.getAndBitwiseAnd(this, ~bits);
	}

}

abstract class PadAfterTail extends TailWord {

	long p20, p21, p22, p23, p24, p25, p26, p27, p30, p31, p32, p33, p34, p35, p36;

}

/** Changed by the consumer only, once for each batch or wait. */
abstract class ConsumerWords extends PadAfterTail {

	/** The sequence of the next item to hand out. */
	volatile long head;

	/** The sequence whose claim wakes the consumer. */
	volatile long wakeAt;

}
