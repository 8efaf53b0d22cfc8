package dev.concurrency.process;

/**
 * Lets work gather for a reader that keeps pace with a writer. If it took each thing as
 * soon as that is written, the memory between the two would go from core to core for
 * each, which is dearer than the work: so it waits a moment, a microsecond or two, and
 * then takes several at once. Once that was in vain it does without for a while. Belongs
 * to one thread.
 */
public final class Gathering {

	private static final int SPINS = (Runtime.getRuntime().availableProcessors() > 1) ? 40 : 0;

	private static final int WITHOUT = 63;

	private int without;

	/** Nothing was in vain yet. */
	Gathering() {
	}

	/** Waits a moment, or not. Answers whether it did. */
	public boolean await() {
		if (this.without > 0) {
			this.without--;
			return false;
		}
		for (int i = 0; i < SPINS; i++) {
			Thread.onSpinWait();
		}
		return true;
	}

	/** Nothing had come when it had waited. */
	public void inVain() {
		this.without = WITHOUT;
	}

}
