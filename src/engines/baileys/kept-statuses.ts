import type { proto, WAMessage } from '@whiskeysockets/baileys';
import { type Jid, parseJid } from '../../domain/jid.js';
import { STATUS_CHAT, STATUS_SHOWN_MS } from '../../domain/status-update.js';
import type { EngineStore } from '../../store/engine-store.js';
import type { WriteOp } from '../../store/write-op.js';
import { unwrap } from './content.js';
import { type Addresses, isSelf, lidAmong, neutral } from './jid.js';
import type { BaileysLibrary } from './library.js';

/** Beside the session's keys, and as durable. */
const TYPE = 'status';
const REVOKE = 0;
/** How often what is shown no more is removed, while new ones come in. */
const TIDY_EVERY_MS = 3_600_000;

/** A status update, as it came or as it was posted. */
export interface KeptStatus {
  readonly stanzaId: string;
  readonly author: Jid;
  readonly pushName?: string;
  readonly postedAt: number;
  readonly content: proto.IMessage;
  /** Of one of the account's own: who got it, as WhatsApp addresses them. */
  readonly recipients?: readonly string[];
}

type Stored = Omit<KeptStatus, 'content' | 'author'> & { readonly author: string; readonly message: string };

/** The status updates of one session, other people's and its own, for as long as WhatsApp shows them. */
export class KeptStatuses {
  #tidiedAt = 0;

  constructor(
    private readonly sessionId: string,
    private readonly store: EngineStore,
    private readonly library: BaileysLibrary,
  ) {}

  /** What an inbound message to `status@broadcast` changes; nothing for what nobody is shown. */
  rowsOf({ key, message, messageTimestamp, pushName }: WAMessage, addresses: Addresses): WriteOp[] {
    const author = neutral(key.participant, key.participantAlt ?? key.remoteJidAlt, addresses);
    if (!key.id || author === undefined || isSelf(author, addresses)) return [];
    const content = unwrap(message);
    const change = content?.protocolMessage;
    if (change) {
      const type: number | null | undefined = change.type;
      const lid = lidAmong(key.participant, key.participantAlt);
      const spellings = lid === undefined || lid === author ? [author] : [author, lid];
      return type === REVOKE && change.key?.id
        ? spellings.map((who) => this.#remove(nameOf(change.key!.id!, who)))
        : [];
    }
    const postedAt = Number(messageTimestamp ?? 0) * 1000;
    if (!content || !isShown(postedAt) || !isTold(content)) return [];
    const status = { stanzaId: key.id, author, postedAt, content, ...(pushName ? { pushName } : {}) };
    void this.#tidy();
    return [this.put(status)];
  }

  put({ content, ...status }: KeptStatus): WriteOp {
    const message = Buffer.from(this.library.proto.Message.encode(content).finish()).toString('base64');
    const value = JSON.stringify({ ...status, message } satisfies Stored);
    return { op: 'key.put', sessionId: this.sessionId, type: TYPE, id: nameOf(status.stanzaId, status.author), value };
  }

  remove({ stanzaId, author }: KeptStatus): WriteOp {
    return this.#remove(nameOf(stanzaId, author));
  }

  /** What WhatsApp shows now, newest first. What was not committed yet is not in it. */
  async shown(): Promise<KeptStatus[]> {
    return (await this.#all())
      .filter(({ postedAt }) => isShown(postedAt))
      .sort((one, other) => other.postedAt - one.postedAt)
      .map(({ message, author, ...status }) => ({
        ...status,
        author: parseJid(author),
        content: this.library.proto.Message.decode(Buffer.from(message, 'base64')),
      }));
  }

  async #all(): Promise<Stored[]> {
    const rows = await this.store.keysOfType(this.sessionId, TYPE);
    // Written here and nowhere else.
    return [...rows.values()].map((json) => JSON.parse(json) as Stored);
  }

  /** Removes what is shown no more, now and then. Never rejects: it is tried again. */
  async #tidy(): Promise<void> {
    if (Date.now() - this.#tidiedAt < TIDY_EVERY_MS) return;
    this.#tidiedAt = Date.now();
    try {
      const over = (await this.#all()).filter(({ postedAt }) => !isShown(postedAt));
      if (over.length > 0)
        this.store.commits.enqueue(over.map(({ stanzaId, author }) => this.#remove(nameOf(stanzaId, author))));
    } catch {
      this.#tidiedAt = 0;
    }
  }

  #remove(id: string): WriteOp {
    return { op: 'key.delete', sessionId: this.sessionId, type: TYPE, id };
  }
}

export const isStatus = ({ key }: Pick<WAMessage, 'key'>): boolean => key.remoteJid === STATUS_CHAT;

const isShown = (postedAt: number): boolean => postedAt > Date.now() - STATUS_SHOWN_MS;
const isTold = ({ conversation, extendedTextMessage, imageMessage, videoMessage }: proto.IMessage): boolean =>
  Boolean(conversation ?? extendedTextMessage ?? imageMessage ?? videoMessage);
const nameOf = (stanzaId: string, author: string): string => `${author} ${stanzaId}`;
