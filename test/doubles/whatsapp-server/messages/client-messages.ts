import { proto } from '@whiskeysockets/baileys';
import { type Connection } from '../connection/connection.js';
import { type Delivery } from '../connection/delivery.js';
import { type Core } from '../core.js';
import { Companion } from '../directory/companion.js';
import { type Target } from '../directory/directory.js';
import { type Audience, STATUS, statusAudience } from '../directory/group.js';
import { type ReceivedRecord } from '../directory/person.js';
import { type SimDevice } from '../signal/sim-device.js';
import { kindOf, plainText, unpad } from '../wire/content.js';
import { nowS } from '../wire/ids.js';
import { attr, type BinaryNode, bytes, el, kid, kids, needBytes } from '../wire/nodes.js';
import { type Answers } from './answers.js';
import { type ContactReceipts } from './contact-receipts.js';
import { passedOn } from './passed-on.js';

/** A 1:1 message to a phone number whose owner has a LID: "privacy token missing or wrong address". */
const WRONG_ADDRESS = 463;

/** One copy of a message: the device it is for and the bytes sealed for it. */
interface Copy {
  jid: string;
  enc: BinaryNode;
}

/** A message of the client's on its way through the server. */
interface Passage {
  companion: Companion;
  node: BinaryNode;
  id: string;
  group: Audience | undefined;
  skmsg: BinaryNode | undefined;
  copies: Copy[];
  record: ReceivedRecord;
  /** Real devices it is passed on to, still sealed. */
  forwards: Map<Companion, BinaryNode>;
}

/** Client → contacts: acknowledge, decrypt on every simulated device, file, pass on to real ones, answer. */
export class ClientMessages {
  constructor(
    private readonly core: Core,
    private readonly delivery: Delivery,
    private readonly answers: Answers,
    private readonly receipts: ContactReceipts,
  ) {}

  async onMessage(connection: Connection, node: BinaryNode): Promise<void> {
    const { companion } = connection;
    if (!companion) return;
    this.core.tally.count('messagesIn');
    const error = this.refusal(companion, node);
    const { id, to, participant } = node.attrs;
    connection.send(el('ack', { class: 'message', id, from: to, t: nowS(), participant, error }));
    if (error) {
      companion.person.rejected.push(id ?? '');
      return;
    }
    const passage = this.passage(companion, node);
    for (const copy of passage.copies) await this.deliverCopy(passage, copy);
    if (passage.group && passage.skmsg) await this.deliverToGroup(passage, passage.group, passage.skmsg);
    for (const [device, forward] of passage.forwards) this.delivery.deliver(device, forward);
    await this.file(passage);
  }

  private refusal({ person }: Companion, node: BinaryNode): number | undefined {
    const isToNumber = attr(node, 'to').endsWith('@s.whatsapp.net') && !node.attrs.category;
    return person.rejectNext.shift() ?? (this.core.options.strictLid && isToNumber ? WRONG_ADDRESS : undefined);
  }

  private passage(companion: Companion, node: BinaryNode): Passage {
    const { type, category } = node.attrs;
    const id = attr(node, 'id');
    const to = attr(node, 'to');
    const direct = kids(node, 'enc');
    const skmsg = direct.find((enc) => enc.attrs.type === 'skmsg');
    const copies = kids(kid(node, 'participants'), 'to').flatMap((part) =>
      kids(part, 'enc')
        .slice(0, 1)
        .map((enc) => ({ jid: attr(part, 'jid'), enc })),
    );
    const group = to === STATUS ? this.viewers(copies) : this.core.directory.groupOf(to);
    // Sent again to one device after its retry receipt: the bytes stand in the stanza itself, with a count.
    const alone = copies.length ? [] : direct.filter((enc) => enc !== skmsg);
    const resend = alone.some((enc) => enc.attrs.count !== undefined);
    copies.push(...alone.map((enc) => ({ jid: node.attrs.participant ?? to, enc })));
    const record: ReceivedRecord = {
      ...{ id, to, type, category, group: group?.id, resend, at: Date.now(), device: companion.id },
      ...{ encTypes: [], decryptedBy: [], failures: [] },
    };
    const plain = bytes(kid(node, 'plaintext'));
    if (plain) {
      record.message = proto.Message.decode(plain);
      record.encTypes.push('plaintext');
    }
    return { companion, node, id, group, skmsg, copies, record, forwards: new Map() };
  }

  /** Those to whom a status update brings its key. */
  private viewers(copies: readonly Copy[]): Audience {
    const people = copies.flatMap(({ jid }) => this.core.directory.personOf(jid) ?? []);
    return statusAudience([...new Set(people)], this.core.options.groupAddressing);
  }

  private async deliverCopy(passage: Passage, { jid, enc }: Copy): Promise<void> {
    const { companion, record, group, forwards } = passage;
    const target = this.core.directory.target(jid);
    if (!target) {
      record.failures.push({ jid, error: 'no such device' });
      return;
    }
    if (target.device instanceof Companion) {
      forwards.set(target.device, passedOn(passage, target.person, { jid, enc }));
      return;
    }
    record.encTypes.push(attr(enc, 'type'));
    try {
      await this.read(passage, target, target.device, { jid, enc });
    } catch (error) {
      record.failures.push({ jid, error: (error as Error).message });
      this.core.tally.count('decryptFailures');
      const arrival = { companion, id: passage.id, jid, group };
      if (target.person !== companion.person) this.receipts.askAgain(arrival, target.device);
    }
  }

  /** @throws Error when the device cannot read its copy, or was told to pretend so */
  private async read(passage: Passage, { person, id }: Target, device: SimDevice, { jid, enc }: Copy): Promise<void> {
    const { companion, record, group, skmsg, copies } = passage;
    const { category } = record;
    const message = unpad(await device.decrypt(companion.peer, attr(enc, 'type'), needBytes(enc, 'ciphertext')));
    if (person.retryNext > 0 && !group && id === 0) {
      person.retryNext--;
      throw new Error('forced retry');
    }
    const senderKey = message.senderKeyDistributionMessage?.axolotlSenderKeyDistributionMessage;
    if (group && senderKey) await device.groupLearn(group.id, companion.peer, senderKey);
    const isOwn = person === companion.person;
    if (isOwn) record.phoneCopy = !!message.deviceSentMessage || category === 'peer' || !!group;
    if (skmsg) return;
    if (!isOwn || category === 'peer' || copies.length === 1) record.message ??= message;
    record.decryptedBy.push(jid);
    if (!isOwn && !category) this.receipts.acknowledge({ companion, id: passage.id, jid, group }, { person, id });
  }

  private async deliverToGroup(passage: Passage, group: Audience, skmsg: BinaryNode): Promise<void> {
    const { companion, record, id, forwards } = passage;
    record.encTypes.push('skmsg');
    const others = [...group.members.keys()].filter((person) => person !== companion.person);
    for (const [index, person] of others.entries()) {
      const jid = group.jidOf(person);
      const arrival = { companion, id, jid, group };
      try {
        if (index < this.core.options.groupDecryptSample) {
          const body = needBytes(skmsg, 'ciphertext');
          const message = unpad(await person.phone.groupDecrypt(group.id, companion.peer, body));
          record.message ??= message;
          record.decryptedBy.push(jid);
        }
        this.receipts.acknowledge(arrival, { person, id: 0 });
      } catch (error) {
        record.failures.push({ jid, error: (error as Error).message });
        this.core.tally.count('decryptFailures');
        this.receipts.askAgain(arrival, person.phone);
      }
      for (const device of person.companions.values()) {
        if (!forwards.has(device)) forwards.set(device, passedOn(passage, person));
      }
    }
  }

  private async file({ companion, record, group, forwards }: Passage): Promise<void> {
    const { person } = companion;
    record.forwarded = forwards.size;
    record.text = plainText(record.message);
    record.kind = kindOf(record.message);
    person.receivedTotal++;
    person.received.push(record);
    if (person.received.length > this.core.options.keepMessages) person.received.splice(0, 1000);
    this.core.events.emit('message', companion, record);
    await this.answers.answer(companion, record, group);
  }
}
