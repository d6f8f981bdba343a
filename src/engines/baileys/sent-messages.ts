import type { proto, WAMessageKey } from '@whiskeysockets/baileys';
import type { EngineStore } from '../../store/engine-store.js';
import type { WriteOp } from '../../store/write-op.js';
import { type Addresses, neutral } from './jid.js';
import type { BaileysLibrary } from './library.js';

/**
 * Sent messages, kept for a phone that could not read one and asks again. They are stored with their destination, the
 * way an own device gets them: whoever asks is given only what was sent to that chat.
 */
export class SentMessages {
  constructor(
    private readonly sessionId: string,
    private readonly store: EngineStore,
    private readonly library: BaileysLibrary,
  ) {}

  row(stanzaId: string, destinationJid: string, message: proto.IMessage): WriteOp {
    const copy = { deviceSentMessage: { destinationJid, message } };
    const bytes = this.library.proto.Message.encode(copy).finish();
    return { op: 'sent.put', sessionId: this.sessionId, stanzaId, message: bytes, at: Date.now() };
  }

  find({ id, remoteJid }: WAMessageKey, addresses: Addresses): proto.IMessage | undefined {
    const bytes = id ? this.store.sent(this.sessionId, id) : undefined;
    const copy = bytes && this.library.proto.Message.decode(bytes).deviceSentMessage;
    const chat = neutral(remoteJid, undefined, addresses);
    if (chat === undefined || chat !== neutral(copy?.destinationJid, undefined, addresses)) return undefined;
    return copy?.message ?? undefined;
  }
}
