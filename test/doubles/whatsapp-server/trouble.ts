import { type Connection } from './connection/connection.js';
import { loginFailure, replacedError } from './connection/login.js';
import { type KickReason } from './control-api.js';
import { type Core } from './core.js';
import { type Companion } from './directory/companion.js';
import { type BinaryNode, el } from './wire/nodes.js';

const STREAM_ERROR_CODES: Record<string, number> = { restart: 515, unavailable: 503, badSession: 500, mismatch: 411 };
const FORBIDDEN = 403;

/** Everything that goes wrong on demand. Each returns how many connections or devices it hit. */
export class Trouble {
  constructor(
    private readonly core: Core,
    private readonly connections: ReadonlySet<Connection>,
  ) {}

  /** TCP cut with no goodbye: one phone's connections, or all. */
  drop(phone?: string): number {
    return hit(phone ? this.live(phone) : [...this.connections], (connection) => connection.cut());
  }

  /** Neither reads nor answers, while TCP stays up. */
  freeze(phone: string, on: boolean): number {
    return hit(this.live(phone), (connection) => (connection.isFrozen = on));
  }

  /** Ends connections with a stream error. @throws Error for a reason it does not know */
  kick(phone: string, why: KickReason): number {
    const code = STREAM_ERROR_CODES[why] ?? Number(why);
    if (why !== 'replaced' && !Number.isInteger(code)) throw new Error(`no such reason to kick: ${why}`);
    const error = why === 'replaced' ? replacedError() : el('stream:error', { code }, []);
    return this.end(phone, error);
  }

  /** The user removes the linked devices on the phone. */
  logout(phone: string): number {
    return hit(this.core.directory.companionsOf(phone), (companion) => this.removeCompanion(companion, 'phone'));
  }

  removeCompanion(companion: Companion, reason: string, { tellClient = true } = {}): void {
    companion.person.companions.delete(companion.id);
    const removed = el('stream:error', { code: 401 }, [el('conflict', { type: 'device_removed' })]);
    if (tellClient) companion.connection?.send(removed);
    companion.connection?.closeSoon();
    this.core.tally.count('removals');
    this.core.events.emit('removed', companion, reason);
  }

  ban(phone: string, code = FORBIDDEN): number {
    this.core.directory.person(phone).banned = code;
    return this.end(phone, loginFailure(code));
  }

  unban(phone: string): void {
    this.core.directory.person(phone).banned = null;
  }

  private live(phone: string): Connection[] {
    return this.core.directory
      .companionsOf(phone)
      .map(({ connection }) => connection)
      .filter((connection) => connection !== undefined);
  }

  private end(phone: string, node: BinaryNode): number {
    return hit(this.live(phone), (connection) => connection.end(node));
  }
}

function hit<Item>(items: Item[], strike: (item: Item) => void): number {
  for (const item of items) strike(item);
  return items.length;
}
