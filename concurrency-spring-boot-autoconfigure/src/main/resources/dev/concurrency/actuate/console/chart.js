// Small pictures of numbers that stand beside them in words.

import {attribute, svg} from './dom.js';
import {HISTORY} from './model.js';

const WIDTH = 72;
const HEIGHT = 20;

/** A line that moves to the left with each answer. */
export class Sparkline {

	#line = svg('polyline', {class: 'spark-line'});
	element = svg('svg', {class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true'},
		this.#line);

	draw(values) {
		attribute(this.#line, 'points', line(values));
	}

}

/** The points of a line that ends at the right edge and uses the whole height. */
export function line(values) {
	const top = Math.max(1, ...values);
	return values.length < 2 ? '' : values
		.map((value, index) => `${round(left(values.length - index))},${round(HEIGHT - 1 - value / top * (HEIGHT - 2))}`)
		.join(' ');
}

function left(fromRight) {
	return WIDTH - (fromRight - 1) * WIDTH / (HISTORY - 1);
}

function round(value) {
	return Math.round(value * 10) / 10;
}

/** Moments between two others, as marks on a line. */
export function timeline(marks, from, to) {
	const place = (at) => round((at - from) / Math.max(1, to - from) * 100) + '%';
	return svg('svg', {class: 'timeline', 'aria-hidden': 'true', width: '100%', height: 28},
		svg('line', {x1: 0, x2: '100%', y1: 14, y2: 14}),
		marks.map(({at, until, text}) => svg('g', {},
			svg('title', {}, text),
			svg('line', {class: 'wait', x1: place(at), x2: place(Math.min(to, until)), y1: 14, y2: 14}),
			svg('circle', {cx: place(at), cy: 14, r: 4}))));
}
