// Speaks with the endpoint this page came from, and knows nothing of the page's looks.

/** The address of the endpoint: the files lie below it. */
const BASE = new URL('.', import.meta.url).href.slice(0, -1);
const TIMEOUT = 10000;

/** An answer that is not the one hoped for, in words. */
export class Refused extends Error {
	constructor(status, message) {
		super(message);
		this.status = status;
	}
}

/** The whole tree, with the time of the server. */
export function tree() {
	return read(BASE);
}

/** One process, with what only its own view shows. */
export function process(kind, path) {
	return read(address(kind, path));
}

/**
 * One operation. The page is asked for anew before: its token may have changed.
 * @returns whether it is done already
 */
export async function write(kind, path, operation) {
	const {csrf} = await page();
	let answer = await post(kind, path, operation, csrf);
	const cookie = /(?:^|; )XSRF-TOKEN=([^;]+)/.exec(document.cookie);
	if (answer.status === 403 && cookie) {
		// Where the token is in a cookie the raw one may be wanted; a refused write has done nothing.
		answer = await post(kind, path, operation, {'X-XSRF-TOKEN': decodeURIComponent(cookie[1])});
	}
	if (!answer.ok || answer.redirected) {
		throw await refusal(answer);
	}
	return answer.status !== 202;
}

/** What the page says: which access the endpoint gives, which header writes need. */
export function facts(document) {
	const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? '';
	const header = meta('csrf-header');
	return {
		writable: meta('concurrency-access') === 'unrestricted',
		csrf: header ? {[header]: meta('csrf-token')} : {},
	};
}

/** The facts as the server would say them now. */
export async function page() {
	const answer = await send(BASE, {headers: {Accept: 'text/html'}});
	if (!answer.ok || answer.redirected) {
		throw await refusal(answer);
	}
	return facts(new DOMParser().parseFromString(await answer.text(), 'text/html'));
}

/** Names may be those of several; the path below the root, with colons for slashes, is not. */
function address(kind, path) {
	return `${BASE}/${encodeURIComponent(kind)}/${encodeURIComponent(path.replace(/^root\//, '').replaceAll('/', ':'))}`;
}

async function read(url) {
	const answer = await send(url, {headers: {Accept: 'application/json'}});
	if (!answer.ok || !/json/.test(answer.headers.get('Content-Type') ?? '')) {
		throw await refusal(answer);
	}
	const now = Date.parse(answer.headers.get('Date') ?? '') || Date.now();
	return {body: await answer.json(), now};
}

function post(kind, path, operation, headers) {
	return send(address(kind, path), {
		method: 'POST',
		headers: {...headers, 'Accept': 'application/json', 'Content-Type': 'application/json'},
		body: JSON.stringify(operation),
	});
}

function send(url, options) {
	// Page and JSON share an address: what is stored could come back as the other one.
	return fetch(url, {cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT), ...options});
}

async function refusal(answer) {
	if (answer.redirected || answer.status === 401) {
		return new Refused(401, 'You are not signed in any more. Reload the page.');
	}
	const why = reason(await answer.text());
	const words = {
		400: 'The server does not accept this',
		403: 'You are not allowed to do this',
		404: 'The server does not know this process any more',
		405: 'The endpoint is read-only',
		409: 'Not possible now',
	}[answer.status] ?? `The server answered with ${answer.status}`;
	return new Refused(answer.status, why ? `${words}: ${why}` : words + '.');
}

/** The words in an answer, whichever form it has. */
function reason(body) {
	try {
		const json = JSON.parse(body);
		return String(json.reason ?? json.detail ?? json.message ?? '');
	} catch {
		return /^\s*</.test(body) ? '' : body.trim();
	}
}
