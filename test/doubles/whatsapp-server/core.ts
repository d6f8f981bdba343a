import { EventEmitter } from 'node:events';
import { type Connection } from './connection/connection.js';
import { type Companion } from './directory/companion.js';
import { type Directory } from './directory/directory.js';
import { type ReceivedRecord } from './directory/person.js';
import { type DoubleOptions } from './options.js';
import { type CodeLink } from './pairing/code-link.js';
import { type BinaryNode } from './wire/nodes.js';

/** How a client said that it is done with a message: a receipt's type, or `ack` for a negative acknowledgement. */
export type HandledHow = 'delivery' | 'inactive' | 'sender' | 'peer_msg' | 'ack';

/** What happens inside the double, for logs, load jobs and tests in the same process. */
export interface DoubleEvents {
  registration: [Connection];
  linkCode: [CodeLink];
  paired: [Companion];
  login: [Companion];
  active: [Companion];
  disconnected: [Connection];
  removed: [Companion, reason: string];
  /** A message from a contact entered the queue of a device. */
  queued: [Companion, { id: string; text: string; atMs: number }];
  handled: [Companion, id: string, how: HandledHow];
  nack: [Companion, BinaryNode];
  retryAsked: [Companion, id: string];
  receipt: [Companion, type: string, ids: string[]];
  message: [Companion, ReceivedRecord];
  chatstate: [Companion, BinaryNode];
  messageError: [Error, BinaryNode];
  connectionError: [Error, Connection];
}

/** Counts by name, and what the double had no answer for. */
export class Tally {
  readonly counters: Record<string, number> = {};
  readonly unhandled: Record<string, number> = {};

  count(name: string, by = 1): void {
    this.counters[name] = (this.counters[name] ?? 0) + by;
  }

  noteUnhandled(what: string): void {
    this.unhandled[what] = (this.unhandled[what] ?? 0) + 1;
  }
}

/** Called with every stanza, both ways. */
export type Trace = (direction: 'in' | 'out', connection: Connection, node: BinaryNode) => void;

/** What every part of the double shares. */
export interface Core {
  readonly options: DoubleOptions;
  readonly directory: Directory;
  readonly tally: Tally;
  readonly events: EventEmitter<DoubleEvents>;
  readonly trace: Trace | undefined;
}

export const newEvents = (): EventEmitter<DoubleEvents> => new EventEmitter<DoubleEvents>().setMaxListeners(0);

/** An event must not be lost with its failure: what a listener-free promise throws ends up here. */
export const reportMessageError = (core: Core, node: BinaryNode) => (error: unknown) => {
  core.tally.count('messageErrors');
  core.events.emit('messageError', error instanceof Error ? error : new Error(String(error)), node);
};
