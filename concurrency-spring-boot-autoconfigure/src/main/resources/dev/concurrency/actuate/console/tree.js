// The table of processes: draws the rows it is given, and walks them with the keyboard.

import {Sparkline} from './chart.js';
import {arrange, attribute, attributes, form, make, text} from './dom.js';
import {LEVELS, oldest, queue} from './model.js';
import * as words from './words.js';

/** More rows than these help nobody; a filter does. */
const MOST = 2000;

export class TreeView {

	#table;
	#body;
	#rows = new Map();
	#order = [];
	#active = null;
	#fold;
	/** Charts of rows out of sight are not drawn. */
	#sight = new IntersectionObserver((changes) => changes.forEach(({target, isIntersecting}) => {
		const row = this.#rows.get(target.dataset.path);
		if (row) {
			row.see(isIntersecting);
		}
	}), {rootMargin: '200px'});

	/** @param fold called with a path and whether to close what is below it */
	constructor(table, fold) {
		this.#table = table;
		this.#body = table.tBodies[0];
		this.#fold = fold;
		table.addEventListener('keydown', (event) => this.#key(event));
		table.addEventListener('focusin', ({target}) => this.#activate(target.closest('tr[data-path]')?.dataset.path));
		this.#body.addEventListener('click', (event) => this.#click(event));
	}

	/** @returns how many rows were left out */
	draw(rows, {now, selected, flat}) {
		const shown = rows.slice(0, MOST);
		const kept = new Set(shown.map((row) => row.node.path));
		for (const [path, row] of this.#rows) {
			if (!kept.has(path)) {
				this.#sight.unobserve(row.element);
				this.#rows.delete(path);
			}
		}
		this.#order = shown.map((row) => row.node.path);
		if (!kept.has(this.#active)) {
			this.#active = this.#order[0] ?? null;
		}
		arrange(this.#body, shown.map((row) => {
			const drawn = this.#rows.get(row.node.path) ?? this.#add(row.node);
			drawn.draw(row, {now, flat, selected: row.node.path === selected, active: row.node.path === this.#active});
			return drawn.element;
		}));
		return rows.length - shown.length;
	}

	focus(path) {
		this.#rows.get(path)?.element.focus();
	}

	#add(node) {
		const row = new Row(node);
		this.#rows.set(node.path, row);
		this.#sight.observe(row.element);
		return row;
	}

	#activate(path) {
		if (path && path !== this.#active) {
			const before = this.#rows.get(this.#active);
			if (before) {
				attribute(before.element, 'tabindex', -1);
			}
			this.#active = path;
			attribute(this.#rows.get(path).element, 'tabindex', 0);
		}
	}

	#click(event) {
		const element = event.target.closest('tr[data-path]');
		if (element && event.target.closest('.twist')) {
			this.#fold(element.dataset.path, element.getAttribute('aria-expanded') === 'true');
		} else if (element && !event.target.closest('a')) {
			location.hash = '#/' + encodeURI(element.dataset.path);
		}
	}

	#key(event) {
		const {key, target} = event;
		const element = target.closest('tr[data-path]');
		if (!element || event.ctrlKey || event.metaKey || event.altKey) {
			return;
		}
		const path = element.dataset.path;
		const index = this.#order.indexOf(path);
		const open = element.getAttribute('aria-expanded');
		const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -this.#order.length, End: this.#order.length};
		if (key in steps) {
			this.focus(this.#order[Math.min(this.#order.length - 1, Math.max(0, index + steps[key]))]);
		} else if (key === 'ArrowRight' && open === 'false') {
			this.#fold(path, false);
		} else if (key === 'ArrowRight' && open === 'true') {
			this.focus(this.#order[index + 1]);
		} else if (key === 'ArrowLeft' && open === 'true') {
			this.#fold(path, true);
		} else if (key === 'ArrowLeft') {
			this.focus(path.slice(0, path.lastIndexOf('/')));
		} else if (key === 'Enter' && target === element) {
			location.hash = '#/' + encodeURI(path);
		} else {
			return;
		}
		event.preventDefault();
	}

}

/** One process. Keeps its elements as long as it is shown. */
class Row {

	#seen = true;
	#node;
	#spark = new Sparkline();
	#parts = {
		twist: make('button', {type: 'button', class: 'twist', tabindex: -1, 'aria-hidden': 'true'}),
		link: make('a', {tabindex: -1}),
		kind: make('span', {class: 'kind'}),
		state: make('span', {class: 'state'}),
		why: make('span', {class: 'why'}),
		form: form('waiting'),
		depth: make('span', {class: 'depth'}),
		fill: make('i', {class: 'fill'}),
		rate: cell('number rate'), restarts: cell('number restarts'), oldest: cell('number oldest'), failure: cell('failure'),
	};
	#bar;
	element;

	constructor(node) {
		const parts = this.#parts;
		this.#bar = make('span', {class: 'bar', 'aria-hidden': 'true'}, parts.fill);
		this.element = make('tr', {role: 'row', 'data-path': node.path},
			make('td', {role: 'rowheader', class: 'name'}, parts.twist, parts.link, ' ', parts.kind),
			make('td', {role: 'gridcell', class: 'status'}, parts.form, parts.state, parts.why),
			make('td', {role: 'gridcell', class: 'queue'}, parts.depth, this.#bar, this.#spark.element),
			parts.rate, parts.restarts, parts.oldest, parts.failure);
		text(parts.kind, node.kind);
		attribute(parts.link, 'href', '#/' + encodeURI(node.path));
		this.#node = node;
	}

	see(inSight) {
		this.#seen = inSight;
		if (inSight) {
			this.#chart();
		}
	}

	draw({node, level, open, leads, position, siblings}, {now, flat, selected, active}) {
		this.#node = node;
		const {process, trouble, state} = node;
		const parts = this.#parts;
		this.element.style.setProperty('--level', level - 1);
		attributes(this.element, {
			class: ['row', LEVELS[trouble.level], leads && 'leads', node.kind === 'supervisor' && 'supervisor'].filter(Boolean).join(' '),
			'aria-level': level, 'aria-posinset': position, 'aria-setsize': siblings,
			'aria-expanded': open === null ? null : String(open), 'aria-selected': String(selected), tabindex: active ? 0 : -1,
		});
		attribute(parts.twist, 'hidden', open === null);
		text(parts.link, flat ? node.path : node.name);
		attribute(parts.form.firstChild, 'href', '#s-' + (trouble.why === 'restarted' ? 'notice' : state.form));
		text(parts.state, state.word);
		text(parts.why, trouble.why && trouble.why !== state.word ? trouble.why : '');
		this.#queue(process);
		text(parts.rate, node.samples.length === 0 ? '' : words.rate(node.rate));
		text(parts.restarts, node.kind === 'supervisor' ? '' : words.count(process.restarts));
		const age = oldest(process);
		text(parts.oldest, age === null ? '' : age === 0 ? words.NOTHING : words.duration(age));
		const failure = process.lastFailure;
		text(parts.failure, failure ? `${words.simple(failure.type)}, ${words.ago(failure.at, now)}` : '');
		attribute(parts.failure, 'title', failure ? [failure.type, failure.message].filter(Boolean).join(': ') : null);
		if (this.#seen) {
			this.#chart();
		}
	}

	#queue(process) {
		const {depth} = this.#parts;
		const waits = queue(process);
		const {strategy, windowUse, maxRestarts, period} = process.details ?? {};
		if (strategy) {
			text(depth, `${strategy}, ${windowUse}/${maxRestarts} in ${words.duration(words.millis(period))}`);
			this.#filled(windowUse, maxRestarts);
		} else if (waits) {
			text(depth, words.short(waits.depth) + (waits.capacity ? ' of ' + words.short(waits.capacity) : ' waiting'));
			this.#filled(waits.depth, waits.capacity);
		} else {
			text(depth, process.details?.schedule ?? '');
			this.#filled(0, null);
		}
		attribute(depth.parentElement, 'class', waits ? 'queue' : 'queue plain');
	}

	#filled(used, of) {
		attribute(this.#bar, 'hidden', !of);
		const share = of ? Math.min(1, used / of) : 0;
		this.#parts.fill.style.transform = `scaleX(${share.toFixed(3)})`;
		attribute(this.#bar, 'class', share >= 0.9 ? 'bar high' : 'bar');
	}

	#chart() {
		this.#spark.draw(this.#node.history);
	}

}

function cell(name) {
	return make('td', {role: 'gridcell', class: name});
}
