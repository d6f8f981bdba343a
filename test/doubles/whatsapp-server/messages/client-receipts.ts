import { type Connection } from '../connection/connection.js';
import { type Delivery } from '../connection/delivery.js';
import { type Core, type HandledHow, reportMessageError } from '../core.js';
import { type Companion } from '../directory/companion.js';
import { nowS } from '../wire/ids.js';
import { isLidJid } from '../wire/jids.js';
import { attr, type BinaryNode, el, kids } from '../wire/nodes.js';
import { type Contacts } from './contacts.js';

/** Receipts that settle a message. Baileys sends `inactive` while it is not available, `sender` for own messages. */
const HANDLED = new Set<string>(['delivery', 'inactive', 'sender', 'peer_msg']);
const isHandled = (type: string): type is HandledHow => HANDLED.has(type);

/** Another device of the account must not be told of these. */
const FORWARDED = new Set(['delivery', 'read', 'played']);

/** What the client says about messages it got: receipts and acks. */
export class ClientReceipts {
  constructor(
    private readonly core: Core,
    private readonly delivery: Delivery,
    private readonly contacts: Contacts,
  ) {}

  /** `<ack>`: the client is done with a stanza. One with an error is its refusal of a message it could not read. */
  onAck({ companion }: Connection, ack: BinaryNode): void {
    if (!companion) return;
    this.core.tally.count('acksIn');
    if (ack.attrs.error) {
      this.core.tally.count(`clientNack${ack.attrs.error}`);
      this.core.events.emit('nack', companion, ack);
    }
    companion.queue.acknowledge(ack);
    if (ack.attrs.class === 'message') this.core.events.emit('handled', companion, attr(ack, 'id'), 'ack');
  }

  onReceipt(connection: Connection, receipt: BinaryNode): void {
    const { companion } = connection;
    if (!companion) return;
    const { id, to, participant, type = 'delivery' } = receipt.attrs;
    this.core.tally.count('receiptsIn');
    this.core.tally.count(`receiptIn_${type}`);
    if (this.core.options.ackReceipts) {
      connection.send(el('ack', { class: 'receipt', id, from: to, type: receipt.attrs.type, participant }));
    }
    if (type === 'retry') {
      this.contacts.onRetry(companion, receipt).catch(reportMessageError(this.core, receipt));
      return;
    }
    const listed = kids(receipt, 'list').flatMap((list) => kids(list, 'item').map((item) => attr(item, 'id')));
    const ids = [attr(receipt, 'id'), ...listed];
    for (const each of ids) this.settle(companion, each, type);
    this.file(companion, ids, receipt, type);
    if (FORWARDED.has(type)) this.forward(companion, receipt);
    this.core.events.emit('receipt', companion, type, ids);
  }

  private settle(companion: Companion, id: string, type: string): void {
    if (type === 'hist_sync') return; // a second receipt for a message that `peer_msg` settled
    companion.queue.settleMessage(id);
    if (isHandled(type)) this.core.events.emit('handled', companion, id, type);
    if (this.core.options.settleAfterReceipt) companion.sent.get(id)?.person.phone.settle(companion.peer);
  }

  private file({ person }: Companion, ids: string[], receipt: BinaryNode, type: string): void {
    const { to = '', participant } = receipt.attrs; // for its own messages the client names only a recipient
    for (const id of ids) person.receipts.push({ id, type, to, participant, at: Date.now() });
    if (person.receipts.length > this.core.options.keepMessages) person.receipts.splice(0, 1000);
  }

  /** Receipts travel on to the author if the author is a real client too. */
  private forward({ person, id: device }: Companion, receipt: BinaryNode): void {
    const { to = '' } = receipt.attrs;
    const author = this.core.directory.personOf(receipt.attrs.participant ?? to);
    if (!author || author === person) return;
    const group = this.core.directory.groupOf(to);
    const from = group ? group.jidOf(person, device) : person.jid(isLidJid(to) ? 'lid' : 'pn', device);
    const sender = group ? { from: group.id, participant: from } : { from };
    const { id, type } = receipt.attrs;
    for (const companion of author.companions.values()) {
      this.delivery.deliver(companion, el('receipt', { ...sender, id, type, t: nowS() }, receipt.content));
    }
  }
}
