package dev.concurrency.sample;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/** The console in a browser, as somebody sees it who looks at it and clicks. */
final class ConsoleView {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Browser browser;

	ConsoleView(Browser browser) {
		this.browser = browser;
	}

	/** Opens the console anew and waits for its first answer. */
	ConsoleView open(String url) {
		this.browser.open("about:blank");
		this.browser.open(url);
		until("the tree", () -> count("#tree tbody tr") > 0);
		return this;
	}

	/** Opens the view of one process and waits until it is filled. */
	ConsoleView openProcess(String path) {
		this.browser.run("location.hash = '#/' + arguments[0]", path);
		untilText("#detail .note", path::equals);
		until("its numbers", () -> count("#detail .numbers dd") > 0);
		return this;
	}

	void close() {
		this.browser.run("location.hash = '#/'");
		until("the end of the view", () -> !visible("#detail"));
	}

	/** Clicks a button of the process, and what asks back. */
	void perform(String action) {
		press("#detail .buttons button", action);
		confirm(action);
	}

	void press(String selector, String label) {
		until(label,
				() -> (boolean) this.browser.run(
						"""
								const button = [...document.querySelectorAll(arguments[0])].find((each) => each.textContent === arguments[1]);
								button?.click();
								return Boolean(button);
								""",
						selector, label));
	}

	void confirm(String label) {
		press("dialog[open] button", label);
	}

	List<String> actions() {
		return texts("#detail .buttons button");
	}

	/** A word of the row of a process, empty if there is no such row. */
	String cell(String path, String part) {
		return text("#tree tr[data-path='" + path + "'] ." + part);
	}

	void untilState(String path, String state) {
		untilText("#tree tr[data-path='" + path + "'] .state", state::equals);
	}

	void untilAnswer(String part) {
		untilText("#answer", (answer) -> answer.contains(part));
	}

	/** A number or word of the open process. */
	String number(String name) {
		return (String) this.browser.run("""
				return [...document.querySelectorAll('#detail .numbers div')]
					.find((each) => each.firstChild.textContent === arguments[0])?.lastChild.textContent ?? '';
				""", name);
	}

	/** The value of a setting of the open process and where it comes from. */
	String setting(String key) {
		return (String) this.browser.run("""
				const row = [...document.querySelectorAll('#detail tbody tr')]
					.find((each) => each.firstChild.textContent === arguments[0]);
				return row ? row.cells[1].textContent + ' from ' + row.cells[2].textContent : '';
				""", key);
	}

	void type(String selector, String value) {
		this.browser.run("""
				const field = document.querySelector(arguments[0]);
				field.value = arguments[1];
				field.dispatchEvent(new Event('input', {bubbles: true}));
				""", selector, value);
	}

	/** Waits until the page has had so many more answers. */
	void answers(int more) {
		long before = answered();
		until("the next answer", () -> answered() >= before + more);
	}

	private long answered() {
		return (long) this.browser.run("return performance.getEntriesByType('resource').filter((each) => "
				+ "each.name.endsWith('/actuator/concurrency')).length");
	}

	long count(String selector) {
		return (long) this.browser.run("return document.querySelectorAll(arguments[0]).length", selector);
	}

	String text(String selector) {
		return (String) this.browser.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
	}

	@SuppressWarnings("unchecked")
	List<String> texts(String selector) {
		return (List<String>) this.browser
			.run("return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)", selector);
	}

	boolean visible(String selector) {
		return (boolean) this.browser.run("return document.querySelector(arguments[0])?.checkVisibility() ?? false",
				selector);
	}

	void untilText(String selector, Predicate<String> wanted) {
		Awaitility.await(selector)
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(50))
			.untilAsserted(() -> assertThat(text(selector)).matches(wanted));
	}

	void until(String what, java.util.concurrent.Callable<Boolean> reached) {
		Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(reached);
	}

}
