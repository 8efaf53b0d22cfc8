// What may be done to a process, what happens to its queue when it is, and the asking back.

import {write} from './api.js';
import {make, text} from './dom.js';
import {queue} from './model.js';
import * as words from './words.js';

const PAUSABLE = ['sink', 'boundary', 'worker', 'actor', 'group'];
const IN_TIME = 'within the time for the shutdown; what is left over then is reported as undelivered.';
const DOWN = ['created', 'stopped', 'failed'];

/** The operations that make sense for a process as it is; the server has the last word. */
export function operations(process) {
	const {kind, name, status} = process;
	const waits = queue(process)?.depth ? `what waits (${words.count(queue(process).depth)})` : null;
	const stay = waits ? ` W${waits.slice(1)} stays in the queue.` : '';
	const isSupervisor = kind === 'supervisor';
	if (isSupervisor && process.path === 'root') {
		return [];
	}
	const down = DOWN.includes(status);
	return [
		PAUSABLE.includes(kind) && !down && status !== 'paused' && {
			label: 'Pause', operation: {state: 'paused'},
			says: `${name} begins nothing new until it is resumed, also after a restart. What it has begun goes on; new work is accepted as long as there is room.${stay}`,
		},
		status === 'paused' && {
			label: 'Resume', operation: {state: 'running'},
			says: `${name} goes on with ${waits ?? 'what comes'}.`,
		},
		down && {label: 'Start', operation: {state: 'running'}, says: `${name} is started again.${stay}`},
		kind === 'sink' && !down && status !== 'paused' && {
			label: 'Flush', operation: {action: 'flush'},
			says: `${name} writes all that it has accepted, without waiting for a full batch.`,
		},
		kind === 'worker' && !down && {label: 'Trigger', operation: {action: 'trigger'}, says: `${name} ticks once, now, whenever its next tick is due.`},
		!down && {
			label: 'Restart', operation: {state: 'restarted'},
			says: isSupervisor
				? `${name} and everything below it stop and start anew. Queues are kept, the state of actors is not.`
				: `${name} ends what it has in hand and begins anew; state in memory is lost.${stay}`,
		},
		!down && {
			label: 'Stop', operation: {state: 'stopped'}, grave: true,
			says: isSupervisor
				? `${name} and everything below it stop and stay down until somebody starts them. They finish what they have accepted ${IN_TIME}`
				: `${name} stays down until somebody starts it, and refuses new work. ${stops(kind, waits)}`,
		},
	].filter(Boolean);
}

function stops(kind, waits) {
	if (kind === 'worker' || kind === 'process') {
		return 'What it has in hand it may finish.';
	}
	return `It finishes ${waits ?? 'what it has in hand'} ${IN_TIME}`;
}

/** Asks back, does it, and says what became of it. */
export class Actions {

	#dialog;
	#say;

	/** @param say called with the words of an answer and whether it is a good one */
	constructor(dialog, say) {
		this.#dialog = dialog;
		this.#say = say;
	}

	/** @returns whether it was done */
	async perform(process, {label, operation, says, grave}) {
		if (!await this.#ask(`${label} ${process.name}?`, [make('p', {}, says)], label, grave)) {
			return false;
		}
		return this.#send(process, operation, `${label} ${process.name}`);
	}

	async change(process, setting, current) {
		const input = make('input', {name: 'value', value: current, autocomplete: 'off', spellcheck: 'false', required: true, autofocus: true});
		const content = [
			make('p', {}, 'Until the application is started anew. What waits in the queue stays there.'),
			make('label', {}, `${setting} `, input),
		];
		if (!await this.#ask(`Change ${setting} of ${process.name}?`, content, 'Change')) {
			return false;
		}
		return this.#send(process, {setting, value: input.value}, `${setting} = ${input.value} for ${process.name}`);
	}

	async #send(process, operation, what) {
		this.#say(`${what}: asked …`, true);
		try {
			const done = await write(process.kind, process.path, operation);
			this.#say(`${what}: ${done ? 'done' : 'begun, but it is not done yet'}`, true);
			return true;
		} catch (failure) {
			const status = failure.status ? `${failure.message} (${failure.status})` : 'No answer from the server. It may have been done or not.';
			this.#say(`${what}: ${status}`, false);
			return false;
		}
	}

	#ask(title, content, yes, grave = false) {
		const dialog = this.#dialog;
		const heading = make('h2', {id: 'dialog-title'});
		text(heading, title);
		dialog.replaceChildren(make('form', {method: 'dialog'}, heading, content,
			make('div', {class: 'buttons'},
				make('button', {type: 'submit', value: 'yes', class: grave ? 'grave' : 'main'}, yes),
				make('button', {type: 'button', autofocus: grave, onclick: () => dialog.close('')}, 'Cancel'))));
		dialog.returnValue = '';
		dialog.showModal();
		return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), {once: true}));
	}

}
