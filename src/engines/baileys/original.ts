import type { proto, WAMessage } from '@whiskeysockets/baileys';
import { NotFoundError } from '../../domain/errors.js';
import type { MessageRef } from '../../engine/operations.js';
import type { Connection } from './connection.js';
import { essence, isMedia } from './content.js';
import { keyOf } from './message-key.js';
import { lidOf } from './wire-address.js';

/**
 * A stored message as the library wants it, to quote it. One that is no longer kept is quoted with the words that are
 * stored of it.
 */
export async function quotable(connection: Connection, ref: MessageRef): Promise<WAMessage> {
  const message = (await kept(connection, ref)) ?? { conversation: ref.body };
  return { key: await keyOf(connection, ref), message };
}

/** The same to forward it. @throws NotFoundError for anything but a text that is no longer kept */
export async function forwardable(connection: Connection, ref: MessageRef): Promise<WAMessage> {
  const message = await kept(connection, ref);
  if (message !== undefined) return { key: await keyOf(connection, ref), message };
  if (ref.type !== 'text') throw new NotFoundError(isMedia(ref.type) ? 'File of message' : 'Message', ref.stanzaId);
  return { key: await keyOf(connection, ref), message: { conversation: ref.body } };
}

async function kept(
  connection: Connection,
  { stanzaId, fromMe, author }: MessageRef,
): Promise<proto.IMessage | undefined> {
  const lid = await lidOf(connection, author);
  const message = await connection.kept.find(stanzaId, fromMe, lid === undefined ? [author] : [author, lid]);
  return message && essence(message);
}
