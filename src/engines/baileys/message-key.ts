import type { WAMessageKey } from '@whiskeysockets/baileys';
import { isGroup } from '../../domain/jid.js';
import type { MessageRef } from '../../engine/operations.js';
import type { Connection } from './connection.js';
import { addressOf, memberAddress } from './wire-address.js';

export type MessageKey = WAMessageKey & { id: string; remoteJid: string; fromMe: boolean };

/** How the library names a stored message. */
export async function keyOf(
  connection: Connection,
  { chatId, stanzaId, fromMe, author }: MessageRef,
): Promise<MessageKey> {
  const key = { remoteJid: await addressOf(connection, chatId), id: stanzaId, fromMe };
  if (!isGroup(chatId) || fromMe) return key;
  return { ...key, participant: await memberAddress(connection, chatId, author) };
}
