import type { AnyMessageContent, ChatModification } from '@whiskeysockets/baileys';
import { EngineFailedError } from '../../../domain/errors.js';
import { isGroup } from '../../../domain/jid.js';
import type { MessageOperations, MessageRef } from '../../../engine/operations.js';
import type { Composer } from '../compose.js';
import { keyOf, type MessageKey } from '../message-key.js';
import { DELETE_OWN, type Destination, type Outbound, type Outgoing } from '../outgoing.js';

/** How the stanza of a change to another message is marked. Source: Baileys `sendMessage`. */
const EDIT = { message: '1', deleteOwn: DELETE_OWN, deleteAsAdmin: '8' } as const;
const POLL = { tag: 'meta', attrs: { polltype: 'creation' } };
/** `[what, chat, id, fromMe, author]` */
const AUTHOR_IN_INDEX = 4;
/** As the phones of both sides count it. */
const EDITABLE_FOR_MS = 15 * 60_000;

export const messageOperations = (
  outgoing: Outgoing,
  { compose, generate }: Composer,
  newStanzaId: () => string,
): MessageOperations => {
  /** A message about another one: under an id of its own, to the same chat. */
  const amend = (ref: MessageRef, content: (to: Destination) => Promise<AnyMessageContent>, edit?: string) =>
    outgoing.send(ref.chatId, newStanzaId(), async (to): Promise<Outbound> => {
      const message = await generate(await content(to), to);
      const edited = message.protocolMessage?.editedMessage;
      return {
        message,
        ...(edit === undefined ? {} : { additionalAttributes: { edit } }),
        ...(edited ? { replaces: { ref, content: edited } } : {}),
      };
    });

  /** A change for the account's own devices. In a group they need the author too, which the library leaves out. */
  const tellDevices = (failed: string, ref: MessageRef, change: (key: MessageKey) => ChatModification) =>
    outgoing.ask(failed, async (connection) => {
      const key = await keyOf(connection, ref);
      const patch = outgoing.library.chatModificationToAppPatch(change(key), key.remoteJid);
      if (key.participant) patch.index[AUTHOR_IN_INDEX] = key.participant;
      await connection.socket.appPatch(patch);
    });

  return {
    send: (draft) =>
      outgoing.send(draft.to, draft.stanzaId, async (to) => ({
        message: await compose(draft, to),
        ...(draft.content.kind === 'poll' ? { additionalNodes: [POLL] } : {}),
      })),

    react: (ref, emoji) =>
      amend(ref, async ({ connection }) => ({ react: { key: await keyOf(connection, ref), text: emoji } })),

    async edit(ref, text) {
      if (!ref.fromMe) throw new EngineFailedError('Only an own message can be edited');
      if (ref.type !== 'text') throw new EngineFailedError('Only a text can be edited');
      if (Date.now() - ref.sentAt.getTime() > EDITABLE_FOR_MS) {
        throw new EngineFailedError("WhatsApp's time for editing this message is over");
      }
      await amend(
        ref,
        async ({ connection }) => ({ text, linkPreview: null, edit: await keyOf(connection, ref) }),
        EDIT.message,
      );
    },

    async deleteForEveryone(ref) {
      if (!ref.fromMe && !isGroup(ref.chatId)) {
        throw new EngineFailedError('Only an own message can be deleted for everyone');
      }
      await amend(
        ref,
        async ({ connection }) => ({ delete: await keyOf(connection, ref) }),
        ref.fromMe ? EDIT.deleteOwn : EDIT.deleteAsAdmin,
      );
    },

    deleteForMe: (ref) =>
      tellDevices('The message could not be deleted', ref, (key) => ({
        deleteForMe: { deleteMedia: false, key, timestamp: Math.floor(ref.sentAt.getTime() / 1000) },
      })),

    star: (ref, starred) =>
      tellDevices('The message could not be starred', ref, ({ id, fromMe }) => ({
        star: { messages: [{ id, fromMe }], star: starred },
      })),
  };
};
