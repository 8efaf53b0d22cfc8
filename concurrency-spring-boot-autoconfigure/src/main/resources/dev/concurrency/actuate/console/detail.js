// One process from nearby.

import {operations} from './actions.js';
import {timeline} from './chart.js';
import {attribute, form, make, table, text} from './dom.js';
import {LEVELS, state, trouble} from './model.js';
import * as words from './words.js';

/** Of what has ended, at most so many. */
const MOST = 50;

export class DetailView {

	#element;
	#actions;
	#keys = new Map();
	#parts = null;

	constructor(element, actions) {
		this.#element = element;
		this.#actions = actions;
	}

	close() {
		attribute(this.#element, 'hidden', true);
		this.#element.replaceChildren();
	}

	/** The frame of a process; moves the focus there. */
	open(path) {
		this.#keys.clear();
		this.#parts = {
			name: make('h2', {id: 'detail-name', tabindex: -1}, path.slice(path.lastIndexOf('/') + 1)),
			status: make('p', {class: 'status'}),
			note: make('p', {class: 'note'}),
			actions: make('div', {class: 'buttons', role: 'group', 'aria-label': 'Actions'}),
			failure: make('div'), numbers: make('dl', {class: 'numbers'}), settings: make('div', {class: 'settings'}), ledger: make('div'),
			recorder: make('div'), terminated: make('div'),
		};
		const {name, status, note, actions, ...sections} = this.#parts;
		this.#element.replaceChildren(
			make('div', {class: 'head'}, name, make('a', {href: '#/', class: 'close', 'aria-label': 'Close, back to all processes'}, '✕')),
			status, note, actions, ...Object.values(sections));
		attribute(this.#element, 'hidden', null);
		name.focus({preventScroll: true});
		this.#element.scrollTop = 0;
	}

	missing(message) {
		text(this.#parts.note, message);
		this.#part('actions', '', () => []);
	}

	/** @param done called after something was done */
	draw(process, now, writable, done) {
		text(this.#parts.note, process.path);
		this.#status(process, now);
		const offered = writable ? operations(process) : [];
		this.#part('actions', offered, () => offered.map((each) => make('button', {
			type: 'button', class: each.grave ? 'grave' : null,
			onclick: async () => await this.#actions.perform(process, operations(process).find(({label}) => label === each.label) ?? each) && done(),
		}, each.label)));
		this.#numbers(process, now);
		this.#part('failure', process.lastFailure, () => failure(process.lastFailure));
		this.#part('settings', [process.settings, writable], () => this.#settings(process, writable, done));
		this.#part('ledger', process.ledger, () => ledger(process.ledger ?? [], now));
		this.#part('recorder', process.recorder, () => recorder(process.recorder ?? []));
		this.#part('terminated', process.terminated, () => terminated(process.terminated ?? []));
	}

	/** Anew only if what it shows has changed: focus and place are kept otherwise. */
	#part(name, shown, content) {
		const key = JSON.stringify(shown ?? null);
		if (this.#keys.get(name) !== key) {
			this.#keys.set(name, key);
			this.#parts[name].replaceChildren(...content());
		}
	}

	#status(process, now) {
		const {word, form: shape} = state(process);
		const {level, why} = trouble(process, now);
		this.#part('status', [word, why, level], () => [form(why === 'restarted' ? 'notice' : shape), word, why && why !== word ? make('span', {class: 'why'}, why) : '']);
		attribute(this.#parts.status, 'class', 'status ' + LEVELS[level]);
	}

	#numbers(process, now) {
		const {settings, ...details} = process.details ?? {};
		const restart = process.restart;
		const shown = {
			kind: process.kind, since: process.since, uptime: process.uptime, restarts: process.restarts,
			'next restart': restart && `${words.until(restart.at, now)}, attempt ${restart.attempt}`,
			cause: process.cause, 'restart type': process.restartType, significant: process.significant || undefined,
			incarnation: process.id, ...details,
		};
		const entries = Object.entries(shown).filter(([, raw]) => raw !== undefined && raw !== null);
		this.#part('numbers', entries.map(([key]) => key), () => entries.flatMap(([key]) =>
			make('div', {}, make('dt', {}, words.words(key)), make('dd', {}))));
		entries.forEach(([, raw], index) => text(this.#parts.numbers.children[index].lastChild, words.value(raw, now)));
	}

	#settings(process, writable, done) {
		const change = (key, {value}) => make('button', {
			type: 'button', 'aria-label': `Change ${key}`,
			onclick: async () => await this.#actions.change(process, key, value ?? '') && done(),
		}, 'Change');
		const rows = Object.entries(process.settings ?? {}).map(([key, setting]) => [
			key, make('code', {}, setting.value ?? words.NOTHING), origin(setting),
			...(writable ? [setting.changeable ? change(key, setting) : ''] : [])]);
		return rows.length === 0 ? [] : [heading('Settings'),
			table('Settings', ['Setting', 'Value', 'From', ...(writable ? ['Change'] : [])], rows)];
	}

}

/** In short; in full, with the key that was set, for who points at it. */
function origin({origin, property, at}) {
	const place = origin.replace(/^.*\[(.+)\] - ([\d:]+)$/, '$1:$2');
	return make('span', {title: [property, origin].filter(Boolean).join(', ')}, at ? `${place}, ${words.moment(at)}` : place);
}

function heading(title) {
	return make('h3', {}, title);
}

function failure(last) {
	return last ? [heading('Last failure'),
		make('p', {}, make('code', {}, last.type), ` at ${words.moment(last.at)}, ${words.count(last.count)} so far`),
		last.message ? make('p', {class: 'message'}, last.message) : null,
		last.stack ? make('pre', {tabindex: 0, role: 'region', 'aria-label': 'Stack'}, last.stack) : null].filter(Boolean) : [];
}

function ledger(entries, now) {
	if (entries.length === 0) {
		return [];
	}
	const times = entries.map((entry) => ({
		at: Date.parse(entry.at), until: Date.parse(entry.due),
		text: `${words.moment(entry.at)} ${entry.type ?? ''}`,
	}));
	return [heading('Restarts'), timeline(times, times[0].at, now),
		make('p', {class: 'ends', 'aria-hidden': 'true'}, make('span', {}, words.clock(entries[0].at)), make('span', {}, 'now')),
		table('Restarts', ['Decided', 'Because of', 'Attempt', 'Waited'], entries.toReversed().map((entry) => [
			words.moment(entry.at), reason(entry) || 'a sibling or an operator',
			entry.attempt === 0 ? 'by an operator' : words.count(entry.attempt), words.duration(words.millis(entry.backoff))]))];
}

function recorder(entries) {
	return entries.length === 0 ? [] : [heading('Flight recorder'),
		table('Flight recorder', ['When', 'Who', 'What', 'More'], entries.toReversed().map((entry) => [
			words.moment(entry.at), `${entry.path.slice(entry.path.lastIndexOf('/') + 1)}${entry.id ? ' #' + entry.id : ''}`,
			entry.what, [entry.text, reason(entry)].filter(Boolean).join(', ')]))];
}

function terminated(processes) {
	return processes.length === 0 ? [] : [heading('Ended'),
		table('Ended processes', ['When', 'Process', 'How', 'Restarts', 'Because of'],
			processes.slice(-MOST).reverse().map((process) => [
				process.exited ? words.moment(process.exited) : words.NOTHING, `${process.path}${process.id ? ' #' + process.id : ''}`,
				process.status, words.count(process.restarts), process.lastFailure ? reason(process.lastFailure) : words.NOTHING]))];
}

function reason({type, message}) {
	return type ? words.simple(type) + (message ? ': ' + message : '') : '';
}
