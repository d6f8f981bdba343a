import { EngineFailedError, NotFoundError } from '../../domain/errors.js';
import { isGroup, type Jid, phoneOf } from '../../domain/jid.js';
import type { MessageRef } from '../../engine/operations.js';
import type { Addresses } from './addresses.js';
import type { BrowserRun } from './browser-run.js';
import type { Client, Message, WwebjsLibrary } from './library.js';
import type { OwnMessages } from './own-messages.js';
import { findMessage } from './page/lookups.js';
import type { Sender } from './sender.js';
import type { Timings } from './timings.js';
import { keyText } from './wire.js';

/** What every operation needs: the link while it works, and the ways to its page. */
export interface Outgoing {
  readonly library: WwebjsLibrary;
  readonly run: BrowserRun;
  readonly sender: Sender;
  readonly own: OwnMessages;
  readonly timings: Timings;
  /** @throws EngineFailedError before the link works */
  readonly addresses: () => Addresses;
  /** Learns the numbers behind those of these addresses that are aliases, as far as the page knows them. Never rejects. */
  readonly resolve: (wires: readonly string[]) => Promise<void>;
}

/**
 * The key under which WhatsApp Web has a stored message.
 * @throws NotFoundError if it does not have it (any more)
 */
export async function keyOf({ run, own, addresses }: Outgoing, ref: MessageRef): Promise<string> {
  const id = own.pageIdOf(ref.stanzaId);
  const known = addresses();
  const { chatId, fromMe } = ref;
  const chats = known.spellings(chatId);
  const authors: (Jid | undefined)[] = isGroup(chatId) ? [...known.spellings(ref.author), undefined] : [undefined];
  const keys = chats.flatMap((remote) =>
    authors.map((participant) =>
      keyText({ fromMe, remote, id, ...(participant === undefined ? {} : { participant }) }),
    ),
  );
  const key = await run.evaluate('Looking up a message', findMessage, [keys, id, fromMe]);
  if (key === undefined) throw new NotFoundError('Message', ref.stanzaId);
  return key;
}

/** @throws NotFoundError if WhatsApp Web does not have it (any more) */
export async function messageOf(outgoing: Outgoing, ref: MessageRef): Promise<Message> {
  const key = await keyOf(outgoing, ref);
  const message = await outgoing.run.call('Looking up a message', (client) => client.getMessageById(key));
  // the library answers null, whatever its types say
  if ((message as Message | null) === null) throw new NotFoundError('Message', ref.stanzaId);
  return message;
}

/** For what the library answers false to: WhatsApp refused it, usually for want of rights. */
export async function granted(
  what: string,
  run: BrowserRun,
  work: (client: Client) => Promise<boolean>,
): Promise<void> {
  if (!(await run.call(what, work))) throw new EngineFailedError(`${what} failed: WhatsApp refused it`);
}

/** Digits only, country code first. */
export const digitsOf = (jid: Jid): string => phoneOf(jid) ?? '';
