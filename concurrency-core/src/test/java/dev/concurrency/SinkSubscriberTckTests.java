package dev.concurrency;

import java.time.Duration;
import java.util.concurrent.Flow;

import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import dev.concurrency.sink.SinkSettings;

/** The rules of Reactive Streams, as their own test kit understands them. */
@Test
public class SinkSubscriberTckTests extends FlowSubscriberBlackboxVerification<Integer> {

	private ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();

	public SinkSubscriberTckTests() {
		super(new TestEnvironment());
	}

	@BeforeMethod
	void start() {
		this.runtime = ConcurrencyRuntime.builder().build();
	}

	@AfterMethod
	void close() {
		this.runtime.close();
	}

	@Override
	public Flow.Subscriber<Integer> createFlowSubscriber() {
		Flow.Subscriber<Integer> subscriber = this.runtime.<Integer>sink("audit", (batch) -> {
		}, SinkSettings.defaults().withSizes(10, 2).withLinger(Duration.ZERO)).asSubscriber();
		this.runtime.start();
		return subscriber;
	}

	@Override
	public Integer createElement(int element) {
		return element;
	}

}
