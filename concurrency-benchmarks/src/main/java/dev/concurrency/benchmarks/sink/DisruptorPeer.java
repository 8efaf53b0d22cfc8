package dev.concurrency.benchmarks.sink;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventTranslatorOneArg;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import org.jspecify.annotations.Nullable;

/** The Disruptor with its default wait strategy, the one that does not burn a core. */
final class DisruptorPeer implements Peer {

	private static final EventTranslatorOneArg<Slot, Object> SET = (slot, sequence, item) -> slot.item = item;

	private final RingBuffer<Slot> ring;

	private int batch;

	private volatile long taken;

	DisruptorPeer() {
		Disruptor<Slot> disruptor = new Disruptor<>(Slot::new, CAPACITY, DaemonThreadFactory.INSTANCE,
				ProducerType.MULTI, new BlockingWaitStrategy());
		disruptor.handleEventsWith((slot, sequence, endOfBatch) -> {
			slot.item = null;
			this.batch++;
			if (endOfBatch || this.batch == BATCH) {
				took(this.batch);
				this.batch = 0;
			}
		});
		this.ring = disruptor.start();
	}

	@SuppressWarnings("NonAtomicVolatileUpdate")
	private void took(int items) {
		this.taken += items;
	}

	@Override
	public boolean offer(Object item) {
		return this.ring.tryPublishEvent(SET, item);
	}

	@Override
	public long taken() {
		return this.taken;
	}

	private static final class Slot {

		private @Nullable Object item;

	}

}
