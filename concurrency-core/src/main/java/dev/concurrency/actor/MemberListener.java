package dev.concurrency.actor;

import dev.concurrency.process.FlightRecorder;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;

/**
 * Passes on what is worth telling of one actor among perhaps a million: its troubles, not
 * its coming and going.
 */
record MemberListener(ProcessListener listener, FlightRecorder recorder) implements ProcessListener {

	@Override
	public void onEvent(ProcessEvent event) {
		boolean ordinary = (event instanceof ProcessEvent.Started started && started.restarts() == 0)
				|| (event instanceof ProcessEvent.Stopped stopped && stopped.cause() == null);
		if (!ordinary) {
			this.recorder.record(event);
			this.listener.onEvent(event);
		}
	}

	@Override
	public boolean wantsWork() {
		return this.listener.wantsWork();
	}

}
