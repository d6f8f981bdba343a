import { proto, unpadRandomMax16, writeRandomPadMax16 } from '@whiskeysockets/baileys';

/** Plaintext of an `<enc>`: a Message and 1 to 16 bytes of padding, each equal to the pad length. */
export const pad = (message: proto.IMessage): Buffer =>
  writeRandomPadMax16(Buffer.from(proto.Message.encode(message).finish()));

export const unpad = (plain: Uint8Array): proto.Message => proto.Message.decode(unpadRandomMax16(plain));

function unwrap(message: proto.IMessage): proto.IMessage {
  return (
    message.deviceSentMessage?.message ??
    message.ephemeralMessage?.message ??
    message.viewOnceMessage?.message ??
    message.documentWithCaptionMessage?.message ??
    message
  );
}

/** The text a person would read: body or caption. Undefined when there is none. */
export function plainText(message: proto.IMessage | null | undefined): string | undefined {
  if (!message) return undefined;
  const inner = unwrap(message);
  return (
    inner.conversation ||
    inner.extendedTextMessage?.text ||
    inner.imageMessage?.caption ||
    inner.videoMessage?.caption ||
    inner.documentMessage?.caption ||
    undefined
  );
}

const NOT_A_KIND = new Set(['messageContextInfo', 'senderKeyDistributionMessage']);

/** The first field that is set: `conversation`, `imageMessage`, … */
export function kindOf(message: proto.IMessage | null | undefined): string | undefined {
  if (!message) return undefined;
  const inner = message.deviceSentMessage?.message ?? message;
  return Object.entries(inner).find(
    ([name, value]) => value !== null && value !== undefined && !NOT_A_KIND.has(name),
  )?.[0];
}

/** The `type` attribute of the stanza that carries the message. */
export function stanzaType(message: proto.IMessage): 'media' | 'reaction' | 'text' {
  const { imageMessage, audioMessage, videoMessage, documentMessage, stickerMessage, reactionMessage } = message;
  if (imageMessage || audioMessage || videoMessage || documentMessage || stickerMessage) return 'media';
  return reactionMessage ? 'reaction' : 'text';
}
