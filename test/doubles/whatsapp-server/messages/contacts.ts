import { type proto } from '@whiskeysockets/baileys';
import { type Delivery } from '../connection/delivery.js';
import { type Core } from '../core.js';
import { type Companion, type SentRecord } from '../directory/companion.js';
import { type Audience, STATUS, statusAudience } from '../directory/group.js';
import { type Person } from '../directory/person.js';
import { keepNewest } from '../keep-newest.js';
import { readRetryBundle } from '../signal/bundle-nodes.js';
import { type SimDevice } from '../signal/sim-device.js';
import { pad, plainText, stanzaType } from '../wire/content.js';
import { messageId, nowS } from '../wire/ids.js';
import { type Addressing, lidJid, pnJid } from '../wire/jids.js';
import { attr, type BinaryNode, el, kid } from '../wire/nodes.js';
import { type KeyServer } from './key-server.js';

/** A message somebody writes to an account under test. */
export interface Writing {
  to: string;
  /** Who writes; the account itself with `fromMe`. */
  from?: string | undefined;
  text?: string | undefined;
  message?: proto.IMessage | undefined;
  /** The group's JID; `status@broadcast` for a status update. */
  group?: string | undefined;
  addressing?: Addressing | undefined;
  id?: string | undefined;
  timestamp?: number | undefined;
  fromMe?: boolean | undefined;
  chat?: string | undefined;
  name?: string | undefined;
  corrupt?: boolean | undefined;
  times?: number | undefined;
}

/** Encrypted for every linked device of the account, not sent yet. */
export interface Prepared {
  readonly id: string;
  readonly text: string;
  readonly copies: { companion: Companion; node: BinaryNode; record: SentRecord }[];
}

/** A message and everything about it that is the same for every device it goes to. */
interface Draft {
  account: Person;
  writer: Person;
  message: proto.IMessage;
  group: Audience | undefined;
  addressing: Addressing;
  base: Record<string, string | number>;
  writing: Writing;
}

type GroupSeal = Awaited<ReturnType<SimDevice['groupEncrypt']>>;

/** Messages kept per device for a retry receipt. */
const MAX_SENT_RECORDS = 6000;

/** Contacts, and the account's own phone, writing to the client under test. */
export class Contacts {
  constructor(
    private readonly core: Core,
    private readonly delivery: Delivery,
    private readonly keys: KeyServer,
  ) {}

  /** @throws Error when the account has no linked device, or the group does not exist */
  async inject(writing: Writing): Promise<string> {
    const prepared = await this.prepare(writing);
    if (!prepared.copies.length) throw new Error('account has no linked device');
    return this.commit(prepared, writing.times);
  }

  /** Encrypts without sending. Signal's ratchet has moved: what is prepared should be committed, and in order. */
  async prepare(writing: Writing): Promise<Prepared> {
    const draft = this.draft(writing);
    const { account, writer, message, group, addressing } = draft;
    const timestampS = Number(draft.base.t);
    const seal = group && (await writer.phone.groupEncrypt(group.id, writer.pn, pad(message)));
    const copies: Prepared['copies'] = [];
    for (const companion of account.companions.values()) {
      await this.ensureSession(writer.phone, companion);
      const node = group && seal ? await groupNode(draft, group, seal, companion) : await directNode(draft, companion);
      copies.push({ companion, node, record: { person: writer, message, group: group?.id, addressing, timestampS } });
    }
    return { id: String(draft.base.id), text: plainText(message) ?? '', copies };
  }

  /** @param times how often the server hands over the same bytes */
  commit({ id, text, copies }: Prepared, times = 1): string {
    for (const { companion, node, record } of copies) {
      companion.sent.set(id, record);
      keepNewest(companion.sent, MAX_SENT_RECORDS);
      this.core.events.emit('queued', companion, { id, text, atMs: Date.now() });
      for (let time = 0; time < times; time++) this.delivery.deliver(companion, node);
      this.core.tally.count('messagesOut');
    }
    return id;
  }

  /** The client could not read a message: it is sealed again in a fresh session, with the client's own keys if it sent them. */
  async onRetry(companion: Companion, receipt: BinaryNode): Promise<void> {
    const id = attr(receipt, 'id');
    this.core.tally.count('retriesIn');
    this.core.events.emit('retryAsked', companion, id);
    const record = companion.sent.get(id);
    if (!record) return;
    const { phone } = record.person;
    phone.dropSession(companion.peer);
    await phone.startSession(companion.peer, readRetryBundle(receipt) ?? this.keys.bundleOf(companion));
    const { type, body } = await phone.encrypt(companion.peer, pad(record.message));
    const count = kid(receipt, 'retry')?.attrs.count ?? 1;
    const attributes = { ...this.senderOf(record), id, type: 'text', t: record.timestampS, notify: record.person.name };
    this.delivery.deliver(companion, el('message', attributes, [el('enc', { v: 2, type, count }, body)]));
  }

  async ensureSession(phone: SimDevice, companion: Companion): Promise<void> {
    if (!phone.hasSession(companion.peer)) await phone.startSession(companion.peer, this.keys.bundleOf(companion));
  }

  private draft(writing: Writing): Draft {
    const { directory, options } = this.core;
    const account = directory.person(writing.to);
    if (!writing.fromMe && !writing.from) throw new Error('a message needs a sender (from)');
    const writer = writing.fromMe ? account : directory.person(writing.from ?? '', { name: writing.name });
    const group =
      writing.group === STATUS
        ? statusAudience([account], options.groupAddressing)
        : directory.groupOf(writing.group ?? '');
    if (writing.group && !group) throw new Error('no such group');
    const message = writing.message ?? { conversation: writing.text ?? '' };
    const base = {
      id: writing.id ?? messageId(),
      type: stanzaType(message),
      t: writing.timestamp ?? nowS(),
      notify: writer.name,
    };
    return { account, writer, message, group, addressing: writing.addressing ?? options.addressing, base, writing };
  }

  private senderOf({ group, person, addressing }: SentRecord): Record<string, string | undefined> {
    const { directory, options } = this.core;
    const known = group === STATUS ? statusAudience([], options.groupAddressing) : group && directory.groupOf(group);
    if (known) return { from: known.id, participant: known.jidOf(person), addressing_mode: known.addressing };
    return { from: person.jid(addressing), sender_pn: addressing === 'lid' ? pnJid(person.pn) : undefined };
  }
}

/** 1:1, or typed on the own phone: then the message travels inside a deviceSentMessage. */
async function directNode({ account, writer, message, addressing, base, writing }: Draft, companion: Companion) {
  const { fromMe, chat, corrupt } = writing;
  const wire = fromMe ? { deviceSentMessage: { destinationJid: chat, message } } : message;
  const { type, body } = await writer.phone.encrypt(companion.peer, pad(wire));
  const sealed = corrupt ? damaged(body) : body;
  const sender = fromMe
    ? { from: account.jid(addressing), recipient: chat }
    : {
        from: writer.jid(addressing),
        sender_pn: addressing === 'lid' ? pnJid(writer.pn) : undefined,
        sender_lid: addressing === 'pn' ? lidJid(writer.lid) : undefined,
      };
  return el('message', { ...base, ...sender }, [el('enc', { v: 2, type }, sealed)]);
}

/** Sealed once for all; a device that lacks the sender key gets it pairwise in the same stanza. */
async function groupNode({ writer, base }: Draft, group: Audience, seal: GroupSeal, companion: Companion) {
  const content: BinaryNode[] = [];
  const ready = writer.phone.groupReady.get(group.id) ?? new Set<string>();
  writer.phone.groupReady.set(group.id, ready);
  if (!ready.has(companion.label)) {
    ready.add(companion.label);
    const distribution = { groupId: group.id, axolotlSenderKeyDistributionMessage: seal.distribution };
    const { type, body } = await writer.phone.encrypt(
      companion.peer,
      pad({ senderKeyDistributionMessage: distribution }),
    );
    content.push(el('enc', { v: 2, type }, body));
  }
  content.push(el('enc', { v: 2, type: 'skmsg' }, seal.body));
  const sender = {
    from: group.id,
    participant: group.jidOf(writer),
    participant_pn: group.addressing === 'lid' ? pnJid(writer.pn) : undefined,
    participant_lid: group.addressing === 'pn' ? lidJid(writer.lid) : undefined,
    addressing_mode: group.addressing,
  };
  return el('message', { ...base, ...sender }, content);
}

/** The last bytes are the MAC: the client cannot read this copy, and asks for another. */
function damaged(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 0xff, copy.length - 1);
  return copy;
}
