import { type Core } from '../core.js';
import { type Companion } from '../directory/companion.js';
import { nowS } from '../wire/ids.js';
import { lidJid } from '../wire/jids.js';
import { type BinaryNode, el, SERVER } from '../wire/nodes.js';
import { type ClientHandshake, type Connection } from './connection.js';
import { type Faults } from './faults.js';

const DAY_S = 86_400;
const UNAUTHORIZED = 401;

/** Of another process that logged in with the same credentials. Clients must not come back by themselves. */
export const replacedError = (): BinaryNode => el('stream:error', {}, [el('conflict', { type: 'replaced' })]);

export const loginFailure = (reason: number, extra: Record<string, string> = {}): BinaryNode =>
  el('failure', { reason, location: 'gru', ...extra });

/** A paired device comes back: known Noise key or no entry. The newest connection wins. */
export class Login {
  constructor(
    private readonly core: Core,
    private readonly faults: Faults,
  ) {}

  handle(connection: Connection, { noisePub, payload }: ClientHandshake): void {
    const person = this.core.directory.people.get(String(payload.username));
    if (this.faults.loginCode) return this.refuse(connection, this.faults.loginCode);
    if (person?.banned) return this.refuse(connection, person.banned, { logout_message_header: 'banned' });
    const companion = person?.companions.get(payload.device ?? 0);
    if (!companion?.noisePub.equals(noisePub)) return this.refuse(connection, UNAUTHORIZED);
    this.replace(companion.connection);
    this.accept(connection, companion);
  }

  private refuse(connection: Connection, reason: number, extra?: Record<string, string>): void {
    this.core.tally.count(`loginFailure${reason}`);
    connection.end(loginFailure(reason, extra));
  }

  private replace(old: Connection | undefined): void {
    if (!old) return;
    old.companion = undefined;
    old.isActive = false;
    old.end(replacedError());
  }

  private accept(connection: Connection, companion: Companion): void {
    const { person } = companion;
    companion.connection = connection;
    companion.logins++;
    connection.companion = companion;
    this.core.tally.count('logins');
    connection.send(
      el('success', {
        t: nowS(),
        lid: lidJid(person.lid, companion.id),
        props: '27',
        abprops: '4',
        location: 'gru',
        creation: nowS() - DAY_S,
        display_name: person.name,
      }),
    );
    // Opaque to the client: it sends the bytes back as a prefix of its next connection.
    const routing = Buffer.from([8, 8, 5, 18, companion.id & 255]);
    if (this.core.options.edgeRouting) {
      connection.send(el('ib', { from: SERVER }, [el('edge_routing', {}, [el('routing_info', {}, routing)])]));
    }
    this.core.events.emit('login', companion);
  }
}
