// Makes and changes elements. Text is always text: nothing here takes markup.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children; text becomes a text node, null is left out. */
export function make(tag, attributes = {}, ...children) {
	return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
	return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
	for (const [name, value] of Object.entries(attributes)) {
		if (name.startsWith('on')) {
			element.addEventListener(name.slice(2), value);
		} else {
			attribute(element, name, value);
		}
	}
	element.append(...children.flat().filter((child) => child !== null && child !== undefined));
	return element;
}

/** Writes only what changes, so that a refresh disturbs neither layout nor a screen reader. */
export function text(element, value) {
	if (element.textContent !== value) {
		element.textContent = value;
	}
}

export function attribute(element, name, value) {
	if (value === null || value === undefined || value === false) {
		if (element.hasAttribute(name)) {
			element.removeAttribute(name);
		}
	} else if (element.getAttribute(name) !== String(value)) {
		element.setAttribute(name, value === true ? '' : value);
	}
}

export function attributes(element, values) {
	Object.entries(values).forEach(([name, value]) => attribute(element, name, value));
}

/** Brings children into an order with as few moves as possible; who stays keeps focus and place. */
export function arrange(parent, children) {
	const wanted = new Set(children);
	for (const child of [...parent.children]) {
		if (!wanted.has(child)) {
			child.remove();
		}
	}
	let next = parent.firstElementChild;
	for (const child of children) {
		if (child === next) {
			next = next.nextElementSibling;
		} else {
			parent.insertBefore(child, next);
		}
	}
}

/** The form beside a status; its words stand next to it. */
export function form(name) {
	return svg('svg', {class: 'form', 'aria-hidden': 'true'}, svg('use', {href: '#s-' + name}));
}

/** A table from rows of cells; a cell is text or an element. */
export function table(label, heads, rows) {
	return make('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label},
		make('table', {},
			make('thead', {}, make('tr', {}, heads.map((head) => make('th', {scope: 'col'}, head)))),
			make('tbody', {}, rows.map((row) => make('tr', {}, row.map((cell) => make('td', {}, cell)))))));
}
