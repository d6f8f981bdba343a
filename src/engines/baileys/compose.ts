import type { AnyMessageContent, proto } from '@whiskeysockets/baileys';
import pLimit from 'p-limit';
import type { StatusStyle } from '../../domain/status-update.js';
import type { OutgoingDraft } from '../../engine/operations.js';
import { toWire } from './jid.js';
import type { BaileysLibrary } from './library.js';
import { offerMessage } from './offer.js';
import { forwardable, quotable } from './original.js';
import type { Destination } from './outgoing.js';
import { toContent } from './outgoing-content.js';

/** A file is uploaded at its own pace; this long without a byte is the end of it. */
const UPLOAD_STALLS_AFTER_MS = 60_000;
/** Files that are encrypted and uploaded at once, over all sessions: what each has on its way is memory. */
const UPLOADS_AT_ONCE = 3;
const uploads = pLimit(UPLOADS_AT_ONCE);

/** Makes a message of what the library calls its content. @param style of a text */
export type Generate = (content: AnyMessageContent, to: Destination, style?: StatusStyle) => Promise<proto.IMessage>;
/** Makes the message of a draft; its file is uploaded on the way. */
export type Compose = (draft: OutgoingDraft, to: Destination, style?: StatusStyle) => Promise<proto.IMessage>;

export interface Composer {
  readonly generate: Generate;
  readonly compose: Compose;
}

export const composer = (library: BaileysLibrary): Composer => {
  const generate: Generate = (content, { connection, address }, style = {}) =>
    library.generateWAMessageContent(content, {
      upload: connection.socket.waUploadToServer,
      mediaUploadTimeoutMs: UPLOAD_STALLS_AFTER_MS,
      jid: address,
      ...style,
    });

  const compose: Compose = async (draft, to, style) => {
    const { content, mentions = [], quoted, stanzaId } = draft;
    const { connection, address, own } = to;
    const quote = quoted && (await quotable(connection, quoted));
    const make = async (): Promise<proto.IMessage> => {
      switch (content.kind) {
        case 'forward':
          return generate({ forward: await forwardable(connection, content.original) }, to);
        case 'product':
        case 'catalog':
          return offerMessage(content, to, generate);
        default:
          return generate(toContent(content, mentions.map(toWire)), to, style);
      }
    };
    const hasFile = 'file' in content || content.kind === 'product';
    const message = hasFile ? await uploads(make) : await make();
    if (quote === undefined) return message;
    const options = { userJid: own, messageId: stanzaId, quoted: quote };
    return library.generateWAMessageFromContent(address, message, options).message ?? message;
  };

  return { generate, compose };
};
