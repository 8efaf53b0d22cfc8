package dev.concurrency.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The mutable words of a {@link BoundedQueue}, each on cache lines of its own: the one
 * that every producer changes, the one that every producer reads and few change, the one
 * that the consumer changes. A class for each word and each gap, since a JVM may reorder
 * the fields of one class but lays out those of a superclass first. The gaps are 128
 * bytes, because processors fetch lines in pairs.
 */
abstract class PaddedIndexes extends HeadWord {

	long p60, p61, p62, p63, p64, p65, p66, p67, p70, p71, p72, p73, p74, p75, p76;

}

abstract class PadBeforeTail {

	long p00, p01, p02, p03, p04, p05, p06, p07, p10, p11, p12, p13, p14, p15, p16;

}

/** Changed by every accepted offer. */
abstract class TailWord extends PadBeforeTail {

	private static final VarHandle TAIL = Handles.of(MethodHandles.lookup(), TailWord.class, "tail");

	/** Twice the next sequence, plus one while closed. */
	volatile long tail;

	final boolean compareAndSetTail(long expected, long value) {
		return TAIL.compareAndSet(this, expected, value);
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

/** Read by every offer, changed when the known room is used up. */
abstract class LimitWord extends PadAfterTail {

	/** A lower bound of {@code head + capacity}: a smaller sequence has room. */
	volatile long limit;

}

abstract class PadAfterLimit extends LimitWord {

	long p40, p41, p42, p43, p44, p45, p46, p47, p50, p51, p52, p53, p54, p55, p56;

}

/** Changed by the consumer only. */
abstract class HeadWord extends PadAfterLimit {

	/** The sequence of the next item to hand out. */
	volatile long head;

}
