import type { AnyMessageContent, ChatModification, proto } from '@whiskeysockets/baileys';
import pLimit from 'p-limit';
import { EngineFailedError } from '../../../domain/errors.js';
import { isGroup } from '../../../domain/jid.js';
import type { MessageOperations, MessageRef, OutgoingDraft } from '../../../engine/operations.js';
import { toWire } from '../jid.js';
import { keyOf, type MessageKey } from '../message-key.js';
import { offerMessage } from '../offer.js';
import { forwardable, quotable } from '../original.js';
import type { Destination, Outbound, Outgoing } from '../outgoing.js';
import { toContent } from '../outgoing-content.js';

/** How the stanza of a change to another message is marked. Source: Baileys `sendMessage`. */
const EDIT = { message: '1', deleteOwn: '7', deleteAsAdmin: '8' } as const;
const POLL = { tag: 'meta', attrs: { polltype: 'creation' } };
/** `[what, chat, id, fromMe, author]` */
const AUTHOR_IN_INDEX = 4;
/** As the phones of both sides count it. */
const EDITABLE_FOR_MS = 15 * 60_000;
/** A file is uploaded at its own pace; this long without a byte is the end of it. */
const UPLOAD_STALLS_AFTER_MS = 60_000;
/** Files that are encrypted and uploaded at once, over all sessions: what each has on its way is memory. */
const UPLOADS_AT_ONCE = 3;
const uploads = pLimit(UPLOADS_AT_ONCE);

export const messageOperations = (outgoing: Outgoing, newStanzaId: () => string): MessageOperations => {
  const generate = (content: AnyMessageContent, { connection, address }: Destination): Promise<proto.IMessage> =>
    outgoing.library.generateWAMessageContent(content, {
      upload: connection.socket.waUploadToServer,
      mediaUploadTimeoutMs: UPLOAD_STALLS_AFTER_MS,
      jid: address,
    });

  const compose = async (draft: OutgoingDraft, to: Destination): Promise<proto.IMessage> => {
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
          return generate(toContent(content, mentions.map(toWire)), to);
      }
    };
    const hasFile = 'file' in content || content.kind === 'product';
    const message = hasFile ? await uploads(make) : await make();
    if (quote === undefined) return message;
    const options = { userJid: own, messageId: stanzaId, quoted: quote };
    return outgoing.library.generateWAMessageFromContent(address, message, options).message ?? message;
  };

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
