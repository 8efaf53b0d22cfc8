// Puts the page together: asks again and again, follows the address, tells what is seen to whom.

import {Actions} from './actions.js';
import * as api from './api.js';
import {DetailView} from './detail.js';
import {attribute, form, make, text} from './dom.js';
import {Model} from './model.js';
import {TreeView} from './tree.js';
import * as words from './words.js';

/** Between two questions in ms, or so many times as long as an answer takes. */
const PACE = 1000;
const SHARE = 4;

/** So many of those in trouble are named on top. */
const NAMED = 5;

const $ = (id) => document.getElementById(id);
const model = new Model();
const closed = new Set();
const actions = new Actions($('dialog'), say);
const detail = new DetailView($('detail'), actions);
const tree = new TreeView($('tree'), (path, close) => {
	closed[close ? 'add' : 'delete'](path);
	drawTree();
});

let writable = api.facts(document).writable;
let selected = null;
let failing = false;
let answered = null;
let timer = 0;
let asking = false;
let place = 0;

if (window.top === window.self) {
	start();
} else {
	// A page around this one could have its clicks taken for decisions.
	document.body.replaceChildren(make('p', {class: 'verdict'}, 'The console does not work inside of another page.'));
}

function start() {
	text($('host'), location.host);
	for (const id of ['text', 'kind', 'status', 'first']) {
		$(id).addEventListener('input', drawTree);
	}
	$('filter').addEventListener('submit', (event) => event.preventDefault());
	$('live').addEventListener('click', () => live($('live').getAttribute('aria-pressed') !== 'true'));
	window.addEventListener('hashchange', follow);
	document.addEventListener('visibilitychange', () => document.hidden || ask());
	document.addEventListener('keydown', keys);
	follow();
	drawAccess();
	ask();
}

function live(on) {
	attribute($('live'), 'aria-pressed', String(on));
	text($('live'), on ? 'Live' : 'Held');
	ask();
}

/**
 * One question at a time; the next follows when this one is answered.
 * @param anyway also if the page is held, since something was done
 */
async function ask(anyway = false) {
	clearTimeout(timer);
	const held = answered && $('live').getAttribute('aria-pressed') !== 'true';
	if (asking || document.hidden || (held && !anyway)) {
		return;
	}
	asking = true;
	const begun = performance.now();
	try {
		const answer = await api.tree();
		await take(answer);
	} catch (failure) {
		lost(failure);
	}
	asking = false;
	timer = setTimeout(ask, Math.max(PACE, SHARE * (performance.now() - begun)));
}

async function take(answer) {
	const again = failing;
	const anew = model.accept(answer, performance.now());
	if (again || anew) {
		({writable} = await api.page());
		say(anew ? 'The server was restarted. Connected again.' : 'Connected again.', true);
		drawAccess();
	}
	failing = false;
	answered = Date.now();
	document.body.classList.remove('lost');
	text($('connection'), '');
	draw();
	await look();
}

function lost(failure) {
	failing = true;
	document.body.classList.add('lost');
	const why = failure.status ? failure.message : 'No answer from the server, asking again.';
	text($('connection'), answered ? `${why} As of ${words.clock(answered)}.` : why);
}

/** The process that is opened, which says more of itself than the tree does. */
async function look() {
	const node = selected && model.nodes.get(selected);
	if (!selected) {
		return;
	}
	if (!node) {
		detail.missing('There is no such process (any more).');
		return;
	}
	try {
		const {body, now} = await api.process(node.kind, node.path);
		if (selected === node.path) {
			detail.draw(body, now, writable, () => ask(true));
		}
	} catch (failure) {
		if (!failure.status) {
			throw failure;
		}
		detail.missing(failure.message);
	}
}

function draw() {
	drawVerdict();
	drawTotals();
	options($('kind'), model.kinds());
	options($('status'), model.statuses());
	drawTree();
}

function drawTree() {
	const flat = $('first').checked;
	const rows = model.rows({text: $('text').value, kind: $('kind').value, status: $('status').value}, flat, closed);
	const hidden = tree.draw(rows, {now: model.now, selected, flat});
	text($('shown'), `${words.count(rows.filter((row) => !row.leads).length)} of ${words.count(model.nodes.size)}`);
	attribute($('more'), 'hidden', hidden === 0);
	text($('more'), hidden ? `${words.count(hidden)} more are not shown: filter by name, kind or status.` : '');
}

function drawVerdict() {
	const troubled = model.troubled();
	const worst = troubled[0]?.trouble.level ?? 0;
	const key = JSON.stringify(troubled.map((node) => [node.path, node.trouble.why]));
	document.title = (troubled.length ? `(${troubled.length}) ` : '') + `Concurrency ${location.host}`;
	if ($('verdict').dataset.key === key) {
		return;
	}
	$('verdict').dataset.key = key;
	attribute($('verdict'), 'class', 'verdict ' + ['well', 'well', 'warn', 'bad'][worst]);
	const links = troubled.slice(0, NAMED).flatMap((node) => [' ',
		make('a', {href: '#/' + encodeURI(node.path)}, node.name), ` ${node.trouble.why}`, ',']).slice(0, -1);
	$('verdict').replaceChildren(form(worst === 3 ? 'failed' : worst === 2 ? 'notice' : 'running'),
		...(troubled.length
			? [make('b', {}, worst === 3 ? `${words.count(troubled.length)} in trouble:` : 'Worth a look:'), ...links,
				troubled.length > NAMED ? ` and ${words.count(troubled.length - NAMED)} more` : '']
			: [make('b', {}, 'All is well.')]));
}

function drawTotals() {
	const alarming = ['restarting', 'failed', 'abandoned', 'stalled'];
	const entries = Object.entries(model.totals);
	if ($('totals').childElementCount !== entries.length) {
		$('totals').replaceChildren(...entries.map(([key]) => make('div', {}, make('dt', {}, words.words(key)), make('dd', {}))));
	}
	entries.forEach(([key, value], index) => {
		const box = $('totals').children[index];
		text(box.lastChild, words.short(value));
		attribute(box, 'class', alarming.includes(key) && value > 0 ? 'alarm' : null);
	});
}

function drawAccess() {
	text($('access'), writable ? 'Writable' : 'Read-only');
}

/** Adds what is new; what nobody has any more may still be chosen. */
function options(select, values) {
	const known = new Set([...select.options].map((option) => option.value));
	select.append(...values.filter((value) => !known.has(value)).map((value) => make('option', {value}, value)));
}

/** Opens what the address names; where the overview gives way to it, its place is kept. */
function follow() {
	const before = selected;
	const path = decodeURI(location.hash.slice(2)) || null;
	if (path === before) {
		return;
	}
	if (!before) {
		place = window.scrollY;
	}
	const covered = $('overview').offsetParent === null;
	selected = path;
	document.body.classList.toggle('near', path !== null);
	drawTree();
	if (path) {
		detail.open(path);
		look().catch(lost);
		return;
	}
	detail.close();
	tree.focus(before);
	if (covered) {
		window.scrollTo(0, place);
	}
}

function keys(event) {
	const typing = event.target.closest('input, select, dialog');
	if (event.key === '/' && !typing) {
		event.preventDefault();
		$('text').focus();
	} else if (event.key === 'Escape' && selected && !typing) {
		location.hash = '#/';
	}
}

function say(message, good) {
	text($('answer'), message);
	attribute($('answer'), 'class', good ? 'good' : 'refused');
}
