import { EngineFailedError } from '../../../domain/errors.js';
import type { MessageOperations, OutgoingDraft } from '../../../engine/operations.js';
import type { Client } from '../library.js';
import { notImplemented } from '../../../engine/unsupported.js';
import { keyOf, messageOf, type Outgoing } from '../outgoing.js';
import { toLibraryContent } from '../outgoing-content.js';
import { revoke } from '../page/commands.js';

export const messageOperations = (outgoing: Outgoing): MessageOperations => ({
  send: (draft) => sendDraft(outgoing, draft),

  async react(message, emoji) {
    const key = await keyOf(outgoing, message);
    outgoing.own.expectEcho('reaction', message.stanzaId);
    await outgoing.run.call('Reacting', (client) => client.sendReaction(key, emoji));
  },

  async edit(ref, text) {
    const message = await messageOf(outgoing, ref);
    outgoing.own.expectEcho('edit', ref.stanzaId);
    // Fault: with a link in the text and no preview for it, the library reads a property of null.
    const edited = await outgoing.run.call('Editing', () => message.edit(text, { linkPreview: false }));
    if (edited === null) throw new EngineFailedError('Editing failed: WhatsApp does not let this message be changed');
  },

  async deleteForEveryone(ref) {
    const key = await keyOf(outgoing, ref);
    outgoing.own.expectEcho('revoke', ref.stanzaId);
    if (!(await outgoing.run.evaluate('Deleting a message', revoke, [key]))) {
      throw new EngineFailedError('Deleting a message failed: WhatsApp does not let this one be deleted for everyone');
    }
  },

  async deleteForMe(ref) {
    const message = await messageOf(outgoing, ref);
    await outgoing.run.call('Deleting a message', () => message.delete(false));
  },

  async star(ref, starred) {
    const message = await messageOf(outgoing, ref);
    await outgoing.run.call('Starring a message', () => (starred ? message.star() : message.unstar()));
  },
});

/** What a status update needs beyond any other message. */
interface SendExtras {
  /** As `SendOptions` has it. */
  readonly idsMade?: number;
  /** Handed through to the page. */
  readonly extra?: Record<string, unknown>;
}

/** @throws EngineFailedError, NotFoundError for a message that is to be forwarded or answered to */
export async function sendDraft(
  outgoing: Outgoing,
  draft: OutgoingDraft,
  { idsMade = 1, extra = {} }: SendExtras = {},
): Promise<void> {
  const { library, sender, timings } = outgoing;
  const { to, stanzaId, content, mentions = [], quoted } = draft;
  if (content.kind === 'forward') {
    const original = await messageOf(outgoing, content.original);
    return sender.send(stanzaId, () => original.forward(to), { mayBeSilent: true });
  }
  if (content.kind === 'product' || content.kind === 'catalog') throw notImplemented('SEND_CATALOG', 'whatsapp-web.js');
  const quotedKey = quoted === undefined ? undefined : await keyOf(outgoing, quoted);
  const prepared = await toLibraryContent(content, library);
  const options = {
    ...prepared.options,
    sendSeen: false,
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
    ...(mentions.length === 0 ? {} : { mentions: [...mentions] }),
    ...(quotedKey === undefined ? {} : { quotedMessageId: quotedKey, ignoreQuoteErrors: false }),
  };
  const send = (client: Client): Promise<unknown> => client.sendMessage(to, prepared.content, options);
  return sender.send(stanzaId, send, {
    withinMs: 'file' in content ? timings.fileMs : timings.callMs,
    idsMade,
  });
}
