import { type Delivery } from '../connection/delivery.js';
import { type Core } from '../core.js';
import { type Companion } from '../directory/companion.js';
import { type Target } from '../directory/directory.js';
import { type Audience } from '../directory/group.js';
import { keepNewest } from '../keep-newest.js';
import { retryKeyNodes } from '../signal/bundle-nodes.js';
import { SimDevice } from '../signal/sim-device.js';
import { nowS } from '../wire/ids.js';
import { toUint } from '../wire/integers.js';
import { isLidJid } from '../wire/jids.js';
import { el } from '../wire/nodes.js';

const MAX_RETRIES = 5;
const MAX_RETRY_COUNTERS = 1000;

/** A message of the client's, as one device of a contact got it. */
export interface Arrival {
  companion: Companion;
  id: string;
  /** Under which address the client wrote to the device. */
  jid: string;
  group: Audience | undefined;
}

export type ContactAck = 'delivered' | 'read' | 'played';

/** What a contact's device says about a message of the client's. */
export class ContactReceipts {
  constructor(
    private readonly core: Core,
    private readonly delivery: Delivery,
  ) {}

  /** "Delivered"; "read" and "played" if the contact is told to. */
  acknowledge(arrival: Arrival, contact: Pick<Target, 'person' | 'id'>): void {
    const policy = { ...this.core.options, ...contact.person.policy };
    if (!policy.delivery || contact.person.offline) return;
    const acks: ContactAck[] = ['delivered'];
    if (policy.read) acks.push('read');
    if (policy.played) acks.push('played');
    if (policy.receiptDelayMs) setTimeout(() => this.confirm(arrival, contact, acks), policy.receiptDelayMs);
    else this.confirm(arrival, contact, acks);
  }

  /** Says so now, in this order, whatever the contact's policy. */
  confirm(
    { companion, id, jid, group }: Arrival,
    contact: Pick<Target, 'person' | 'id'>,
    acks: readonly ContactAck[],
    atS = nowS(),
  ): void {
    const from = contact.person.jid(isLidJid(jid) ? 'lid' : 'pn', contact.id || undefined);
    const sender = group ? { from: group.id, participant: from } : { from };
    for (const ack of acks) {
      const type = ack === 'delivered' ? undefined : ack;
      this.delivery.deliver(companion, el('receipt', { ...sender, id, type, t: atS }));
    }
  }

  /** The contact could not decrypt: it asks for the message again, sending fresh keys; five times at most. @param atS when it did */
  askAgain({ companion, id, jid, group }: Arrival, device: Target['device'], atS = nowS()): void {
    if (!(device instanceof SimDevice)) return;
    const count = (device.retryCount.get(id) ?? 0) + 1;
    if (count > MAX_RETRIES) return;
    device.retryCount.set(id, count);
    keepNewest(device.retryCount, MAX_RETRY_COUNTERS);
    const bundle = device.bundle();
    device.dropSession(companion.peer);
    this.core.tally.count('retriesSent');
    const sender = group ? { from: group.id, participant: jid } : { from: jid };
    this.delivery.deliver(
      companion,
      el('receipt', { ...sender, id, type: 'retry', t: atS }, [
        el('retry', { count, id, t: atS, v: '1', error: '0' }),
        el('registration', {}, toUint(device.registrationId, 4)),
        el('keys', {}, retryKeyNodes(bundle)),
      ]),
    );
  }
}
