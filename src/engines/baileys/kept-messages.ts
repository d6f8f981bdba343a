import type { proto, WAMessageKey } from '@whiskeysockets/baileys';
import type { Jid } from '../../domain/jid.js';
import type { EngineStore } from '../../store/engine-store.js';
import type { WriteOp } from '../../store/write-op.js';
import { type Addresses, neutral } from './jid.js';
import type { BaileysLibrary } from './library.js';

/**
 * The newest messages of a session, with all that is in them: a phone that could not read one asks for it again, and
 * whoever quotes or forwards one needs more than its text. How many are kept is BAILEYS_MESSAGE_STORE_LIMIT.
 */
export class KeptMessages {
  constructor(
    private readonly sessionId: string,
    private readonly store: EngineStore,
    private readonly library: BaileysLibrary,
  ) {}

  /** Stored with its destination, the way an own device gets it: whoever asks is given only what went to that chat. */
  sentRow(stanzaId: string, destinationJid: string, message: proto.IMessage): WriteOp {
    return this.row(stanzaId, { deviceSentMessage: { destinationJid, message } });
  }

  /**
   * Of a message that somebody else wrote, or the own phone, or of any message after an edit. Its author is part of the key: two of them may use one id,
   * and nobody's message must take the place of another's, least of all of one that was sent from here.
   */
  receivedRow(stanzaId: string, author: Jid, message: proto.IMessage): WriteOp {
    return this.row(receivedKey(stanzaId, author), message);
  }

  /** What was sent under this id to the chat that asks. */
  async findSent({ id, remoteJid }: WAMessageKey, addresses: Addresses): Promise<proto.IMessage | undefined> {
    const copy = await this.sent(id ?? '');
    const chat = neutral(remoteJid, undefined, addresses);
    if (chat === undefined || chat !== neutral(copy?.destinationJid, undefined, addresses)) return undefined;
    return copy?.message ?? undefined;
  }

  /** @param authors the spellings of who wrote it, any of which it may be kept under */
  async find(stanzaId: string, fromMe: boolean, authors: readonly Jid[]): Promise<proto.IMessage | undefined> {
    for (const author of authors) {
      const received = await this.read(receivedKey(stanzaId, author));
      if (received !== undefined) return received;
    }
    return (fromMe ? (await this.sent(stanzaId))?.message : undefined) ?? undefined;
  }

  private async sent(stanzaId: string): Promise<proto.Message.IDeviceSentMessage | undefined> {
    return (await this.read(stanzaId))?.deviceSentMessage ?? undefined;
  }

  private async read(key: string): Promise<proto.IMessage | undefined> {
    const bytes = key === '' ? undefined : await this.store.sent(this.sessionId, key);
    return bytes && this.library.proto.Message.decode(bytes);
  }

  private row(key: string, message: proto.IMessage): WriteOp {
    const bytes = this.library.proto.Message.encode(message).finish();
    return { op: 'sent.put', sessionId: this.sessionId, stanzaId: key, message: bytes, at: Date.now() };
  }
}

/** No id that is sent from here has a blank in it. */
const receivedKey = (stanzaId: string, author: Jid): string => `${author} ${stanzaId}`;
