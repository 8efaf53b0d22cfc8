// What the page knows: the processes of the latest answer, and of each how it went in the last minute. No elements.

import {millis} from './words.js';

/** So many answers a chart shows. */
export const HISTORY = 60;

/** How long a restart stands out. */
const RECENT = 5 * 60 * 1000;

/** Over so many answers a rate is taken, lest a slow beat make it jump. */
const SAMPLES = 10;

const NEARLY = 0.9;

const WORK = {
	sink: (details) => details.written,
	boundary: (details) => details.succeeded + details.failed + details.cancelled,
	worker: (details) => details.ticks,
	actor: (details) => details.handled,
	group: (details) => details.handled,
};

const FORMS = {
	restarting: 'restarting', paused: 'paused', failed: 'failed', abandoned: 'stalled', stopped: 'over',
	created: 'waiting', starting: 'waiting', stopping: 'waiting', idle: 'running', client: 'running',
};

/** Names of levels, worst last: what stands out, and how much. */
export const LEVELS = ['well', 'held', 'warn', 'bad'];

/** What waits in a process's queue, null if it has none; without a capacity if that is not one number. */
export function queue(process) {
	const details = process.details ?? {};
	if (details.queued === undefined) {
		return null;
	}
	const capacity = process.kind === 'boundary' ? details.maxQueued : details.capacity;
	return {depth: details.queued, capacity: capacity ?? null};
}

/** The age of the oldest item in ms, null if the process does not tell. */
export function oldest(process) {
	return process.details?.oldestAge === undefined ? null : millis(process.details.oldestAge);
}

export function isStalled(process) {
	return Boolean(process.stalledSince ?? process.details?.overdue);
}

/** The state that is shown: the status, unless something worse is known. */
export function state(process) {
	if (isStalled(process) && process.status !== 'abandoned' && process.status !== 'failed') {
		return {word: 'stalled', form: 'stalled'};
	}
	return {word: process.status, form: FORMS[process.status] ?? 'running'};
}

/** How much a process stands out, and why in a word or two. */
export function trouble(process, now) {
	const shown = state(process);
	if (process.status === 'failed' && process.restartType === 'temporary') {
		// It was to run once: nobody gave it up.
		return {level: 2, why: 'failed'};
	}
	if (['failed', 'abandoned', 'stalled'].includes(shown.word)) {
		return {level: 3, why: shown.word};
	}
	if (process.status === 'restarting') {
		return {level: 2, why: 'restarting'};
	}
	// What an operator wanted is none: that is attempt 0.
	const restart = process.ledger?.findLast(({attempt}) => attempt > 0);
	if (restart && now - Date.parse(restart.at) < RECENT) {
		return {level: 2, why: 'restarted'};
	}
	const waits = queue(process);
	if (waits?.capacity && waits.depth >= NEARLY * waits.capacity) {
		return {level: 2, why: waits.depth >= waits.capacity ? 'full' : 'nearly full'};
	}
	const {windowUse, maxRestarts} = process.details ?? {};
	if (windowUse > 0 && windowUse >= NEARLY * maxRestarts) {
		return {level: 2, why: 'restarts nearly used up'};
	}
	return process.status === 'paused' ? {level: 1, why: 'paused'} : {level: 0, why: ''};
}

function perSecond(samples) {
	const first = samples[0];
	const last = samples.at(-1);
	return samples.length < 2 || last.at <= first.at ? null : Math.max(0, (last.work - first.work) * 1000 / (last.at - first.at));
}

export class Model {

	/** By path, in the order of the tree. */
	nodes = new Map();
	totals = {};
	now = 0;
	#begun = null;

	/**
	 * Takes an answer.
	 * @param at when it came, in ms of a clock that nobody sets
	 * @returns whether another server answered than before
	 */
	accept({body, now}, at) {
		const anew = this.#begun !== null && this.#begun !== body.tree.created;
		const before = anew ? new Map() : this.nodes;
		this.#begun = body.tree.created;
		this.totals = body.totals;
		this.now = now;
		this.nodes = new Map();
		this.#add(body.tree, null, 1, 1, 1, before, at);
		return anew;
	}

	#add(process, parent, level, position, siblings, before, at) {
		const {path, kind, children = []} = process;
		const old = before.get(path);
		const work = WORK[kind]?.(process.details ?? {}) ?? null;
		const samples = work === null ? [] : [...(old?.samples ?? []), {at, work}].slice(-SAMPLES);
		const depth = queue(process)?.depth ?? null;
		this.nodes.set(path, {
			path, process, parent, level, position, siblings,
			name: process.name, kind, children: children.length,
			state: state(process),
			trouble: trouble(process, this.now),
			samples, rate: perSecond(samples),
			history: depth === null ? [] : [...(old?.history ?? []), depth].slice(-HISTORY),
		});
		children.forEach((child, index) => this.#add(child, path, level + 1, index + 1, children.length, before, at));
	}

	kinds() {
		return this.#different((node) => node.kind);
	}

	statuses() {
		return this.#different((node) => node.state.word);
	}

	#different(word) {
		return [...new Set([...this.nodes.values()].map(word))].sort();
	}

	/** Who needs somebody, worst first, in the order of the tree. */
	troubled(least = 2) {
		return [...this.nodes.values()].filter((node) => node.trouble.level >= least)
			.sort((a, b) => b.trouble.level - a.trouble.level);
	}

	/**
	 * What is to be shown, in order.
	 * @param filter each empty for any; a status of ! for all in trouble
	 * @param first whether trouble comes first, which makes a list of the tree
	 * @param closed the paths below which nothing is shown
	 * @returns nodes, each with its level, whether it is open, and whether it only leads to a match
	 */
	rows({text = '', kind = '', status = ''}, first = false, closed = new Set()) {
		const wanted = text.trim().toLowerCase();
		const filtered = Boolean(wanted || kind || status);
		const matches = [...this.nodes.values()].filter((node) => (!wanted || node.path.toLowerCase().includes(wanted))
			&& (!kind || node.kind === kind)
			&& (!status || (status === '!' ? node.trouble.level > 0 : node.state.word === status)));
		if (first) {
			return matches.map((node, index) => ({node, index}))
				.sort((a, b) => b.node.trouble.level - a.node.trouble.level || a.index - b.index)
				.map(({node}, index, all) => ({node, level: 1, open: null, leads: false, position: index + 1, siblings: all.length}));
		}
		return this.#tree(filtered ? matches : null, closed);
	}

	#tree(matches, closed) {
		const found = matches && new Set(matches.map((node) => node.path));
		const kept = matches && new Set(found);
		for (const node of matches ?? []) {
			for (let up = node.parent; up !== null && !kept.has(up); up = this.nodes.get(up).parent) {
				kept.add(up);
			}
		}
		const hidden = new Set();
		const rows = [];
		for (const node of this.nodes.values()) {
			if (hidden.has(node.parent)) {
				hidden.add(node.path);
			} else if (!kept || kept.has(node.path)) {
				// While somebody looks for something, whatever leads to it is open.
				const shut = !kept && closed.has(node.path);
				if (shut) {
					hidden.add(node.path);
				}
				rows.push({
					node, level: node.level, open: node.children ? !shut : null,
					leads: Boolean(found) && !found.has(node.path), position: node.position, siblings: node.siblings,
				});
			}
		}
		return rows;
	}

}
