import { type Core } from '../core.js';
import { type Delivery } from './delivery.js';
import { messageId, nowS } from '../wire/ids.js';
import { type Addressing, pnJid } from '../wire/jids.js';
import { type BinaryNode, el } from '../wire/nodes.js';
import { randomBytes } from 'node:crypto';
import { type Connection } from './connection.js';

const MINUTE_S = 60;

/** Who is online, who types, who rings: nothing of it is queued, but for calls. */
export class Presence {
  constructor(
    private readonly core: Core,
    private readonly delivery: Delivery,
  ) {}

  /** `<presence>` from the client: its own state, or a wish to see somebody else's. */
  onPresence(connection: Connection, { attrs }: BinaryNode): void {
    if (attrs.type === 'subscribe') return this.tell(connection, attrs.to ?? '');
    const me = connection.companion?.person;
    this.core.tally.count('presences');
    if (!me || !attrs.type) return;
    me.presence = { type: attrs.type, lastS: nowS() };
    me.name = attrs.name ?? me.name;
  }

  /** A contact comes online, goes, types (`composing`) or stops (`paused`). Reaches only clients that are online. */
  show(from: string, to: string, shown: { state?: string; media?: string; addressing?: Addressing }): void {
    const { state = 'available', media, addressing = this.core.options.addressing } = shown;
    const jid = this.core.directory.person(from).jid(addressing);
    const isTyping = state === 'composing' || state === 'paused';
    const node = isTyping
      ? el('chatstate', { from: jid }, [el(state, { media })])
      : el('presence', { from: jid, ...seen(state === 'available' ? undefined : nowS()) });
    for (const { connection } of this.core.directory.companionsOf(to)) {
      if (connection?.isActive) connection.send(node);
    }
  }

  /** @returns the call's id */
  ring(from: string, to: string, call: { video?: boolean; addressing?: Addressing }): string {
    const caller = this.core.directory.person(from);
    const jid = caller.jid(call.addressing ?? this.core.options.addressing);
    const callId = randomBytes(16).toString('hex').toUpperCase();
    const facts = { 'call-id': callId, 'call-creator': jid, caller_pn: pnJid(caller.pn) };
    const offer = el('offer', facts, [el(call.video ? 'video' : 'audio')]);
    for (const companion of this.core.directory.companionsOf(to)) {
      this.delivery.deliver(companion, el('call', { from: jid, id: messageId(), t: nowS() }, [offer]));
    }
    return callId;
  }

  private tell(connection: Connection, to: string): void {
    const person = this.core.directory.personOf(to);
    if (!person) return;
    const lastS = person.presence?.lastS ?? nowS() - MINUTE_S;
    const isOnline = person.presence?.type === 'available';
    connection.send(el('presence', { from: to, ...seen(isOnline ? undefined : lastS) }));
  }
}

/** @param lastS when the person was last seen, in seconds; undefined: online */
const seen = (lastS: number | undefined) => (lastS === undefined ? {} : { type: 'unavailable', last: lastS });
