// What people read: numbers, durations and moments in words. Pure.

const ISO = /^PT?(?:(-?\d+)D)?T?(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?$/;
const PLAIN = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});

export const NOTHING = '–';

/** Milliseconds of a duration as in PT1M30.5S, null if it is none. */
export function millis(iso) {
	const parts = ISO.exec(iso);
	if (!parts || iso === 'P' || iso === 'PT') {
		return null;
	}
	const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
	return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000);
}

export function duration(ms) {
	if (ms === null || ms === undefined) {
		return NOTHING;
	}
	if (ms < 0) {
		return '-' + duration(-ms);
	}
	if (ms < 1000) {
		return Math.round(ms) + ' ms';
	}
	const seconds = ms / 1000;
	if (seconds < 60) {
		return (seconds < 10 ? Math.floor(seconds * 10) / 10 : Math.floor(seconds)) + ' s';
	}
	return twoUnits(Math.floor(seconds));
}

function twoUnits(seconds) {
	const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
	const first = units.findIndex(([size]) => seconds >= size);
	return units.slice(first, first + 2)
		.map(([size, unit], index) => [Math.floor((index ? seconds % units[first][0] : seconds) / size), unit])
		.filter(([value]) => value > 0)
		.map(([value, unit]) => value + ' ' + unit)
		.join(' ');
}

export function count(value) {
	return PLAIN.format(value);
}

/** At most about five signs. */
export function short(value) {
	return value < 100000 ? PLAIN.format(value) : SHORT.format(value);
}

export function rate(perSecond) {
	if (perSecond === null) {
		return NOTHING;
	}
	return (perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : short(Math.round(perSecond))) + '/s';
}

export function ago(instant, now) {
	const ms = now - Date.parse(instant);
	return ms < 1000 ? 'just now' : duration(ms) + ' ago';
}

export function until(instant, now) {
	const ms = Date.parse(instant) - now;
	return ms <= 0 ? 'now' : 'in ' + duration(ms);
}

export function clock(instant) {
	return new Date(instant).toLocaleTimeString('en-GB');
}

/** Exactly when; the day only if it is another one. */
export function moment(instant) {
	const at = new Date(instant);
	const day = at.toDateString() === new Date().toDateString() ? '' : at.toLocaleDateString('sv-SE') + ' ';
	return `${day}${clock(at)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** deadLettersByReason -> dead letters by reason */
export function words(key) {
	return key.replace(/[A-Z]/g, (letter) => ' ' + letter.toLowerCase()).replace(/-/g, ' ');
}

/** The class without its package. */
export function simple(type) {
	return type.slice(type.lastIndexOf('.') + 1);
}

/** A value of the JSON as it is read best, by its form alone. */
export function value(raw, now) {
	if (raw === null || raw === undefined || raw === '') {
		return NOTHING;
	}
	if (typeof raw === 'number') {
		return Number.isInteger(raw) ? count(raw) : String(raw);
	}
	if (typeof raw === 'boolean') {
		return raw ? 'yes' : 'no';
	}
	if (typeof raw === 'object') {
		return Object.entries(raw).map(([key, each]) => words(key) + ' ' + value(each, now)).join(', ') || NOTHING;
	}
	if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(raw)) {
		return Date.parse(raw) > now ? until(raw, now) : ago(raw, now);
	}
	const ms = raw.startsWith('P') ? millis(raw) : null;
	return ms === null ? raw : duration(ms);
}
