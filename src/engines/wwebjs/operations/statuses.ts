import { NotFoundError, NotImplementedError } from '../../../domain/errors.js';
import { isLid } from '../../../domain/jid.js';
import {
  STATUS_CHAT,
  STATUS_SHOWN_MS,
  STATUS_TYPES,
  type StatusStyle,
  type StatusType,
  type StatusUpdate,
  toColor,
  toStatusId,
} from '../../../domain/status-update.js';
import type { MessageRef, StatusOperations } from '../../../engine/operations.js';
import type { Addresses } from '../addresses.js';
import { describe } from '../content.js';
import { decoded } from '../inbound-file.js';
import type { Message } from '../library.js';
import { addressesIn, announcedFile } from '../message.js';
import { keyOf, messageOf, type Outgoing } from '../outgoing.js';
import { addressOf, partsOf, textOf, type WireMessage } from '../wire.js';
import { sendDraft } from './messages.js';

/** What the library lets through; it makes any other one the first. */
const LAST_FONT = 7;
const KIND = 'whatsapp-web.js';

export const statusOperations = (outgoing: Outgoing): StatusOperations => {
  const { addresses, resolve, run, timings } = outgoing;

  /** Other people's that are shown, newest first, with the message behind each. */
  const shown = async (): Promise<{ update: StatusUpdate; ref: MessageRef; wire: WireMessage }[]> => {
    const broadcasts = await run.call('Reading status updates', (client) => client.getBroadcasts());
    const messages = broadcasts.flatMap(({ msgs }) => (msgs as Message[] | undefined) ?? []);
    const wires = messages.map((message) => message.rawData as WireMessage);
    await resolve(wires.flatMap(addressesIn));
    return wires
      .flatMap((wire) => {
        const found = toUpdate(wire, addresses());
        return found === undefined ? [] : [{ ...found, wire }];
      })
      .sort((one, other) => other.update.postedAt.getTime() - one.update.postedAt.getTime());
  };

  return {
    /** WhatsApp Web sends it to whom the account's own setting names: it takes no list. */
    async post(draft, _recipients, style = {}) {
      if ((style.font ?? 0) > LAST_FONT) throw new NotImplementedError(`A text in font ${style.font}`, KIND);
      const idsMade = draft.content.kind === 'text' ? 2 : 1;
      await sendDraft(outgoing, { ...draft, to: STATUS_CHAT }, { idsMade, extra: extraOf(style) });
    },

    async remove(stanzaId) {
      const { pn, lid } = addresses().self;
      const author = lid !== undefined && isLid(lid) ? lid : pn;
      const ref = {
        chatId: STATUS_CHAT,
        stanzaId,
        fromMe: true,
        author,
        type: 'text',
        body: '',
        sentAt: new Date(0),
      } as const;
      const key = await keyOf(outgoing, ref);
      await run.call('Removing a status', (client) => client.revokeStatusMessage(key));
    },

    list: async () => (await shown()).map(({ update }) => update),

    async file(statusId) {
      const found = (await shown()).find(({ update }) => update.id === statusId);
      const about = found && announcedFile(found.wire);
      if (found === undefined || about === undefined) return undefined;
      const message = await messageOf(outgoing, found.ref);
      const media = await run.call(
        'Downloading a file',
        async () => (await message.downloadMedia()) as { readonly data: string } | undefined,
        timings.fileMs,
      );
      if (media === undefined) throw new NotFoundError('File of status', statusId);
      return { mimetype: about.mimetype, content: decoded(media.data) };
    },
  };
};

const extraOf = ({ backgroundColor, font }: StatusStyle): Record<string, unknown> => ({
  ...(backgroundColor === undefined ? {} : { backgroundColor }),
  ...(font === undefined ? {} : { fontStyle: font }),
});

/** @returns undefined for what is not told: the account's own, what WhatsApp shows no more, sounds */
function toUpdate(wire: WireMessage, addresses: Addresses): { update: StatusUpdate; ref: MessageRef } | undefined {
  const key = partsOf(wire.id);
  const author = key && addresses.neutral(key.participant ?? addressOf(wire.author) ?? addressOf(wire.from));
  const described = describe(wire);
  const type = STATUS_TYPES.find((each) => each === described?.type);
  const postedAt = new Date((typeof wire.t === 'number' ? wire.t : 0) * 1000);
  const expiresAt = new Date(postedAt.getTime() + STATUS_SHOWN_MS);
  if (key === undefined || author === undefined || described === undefined || type === undefined) return undefined;
  if (key.fromMe || addresses.isSelf(author) || expiresAt.getTime() <= Date.now()) return undefined;
  const pushName = textOf(wire.notifyName);
  const { body } = described;
  const update = {
    id: toStatusId(key.id, author),
    contact: { id: author, ...(pushName === undefined ? {} : { pushName }) },
    type,
    ...(body === '' ? {} : { caption: body }),
    ...(type === 'text' ? styleOf(wire) : {}),
    postedAt,
    expiresAt,
  };
  return { update, ref: refOf(key.id, author, type, update.caption ?? '', postedAt) };
}

const refOf = (
  stanzaId: string,
  author: MessageRef['author'],
  type: StatusType,
  body: string,
  sentAt: Date,
): MessageRef => ({ chatId: STATUS_CHAT, stanzaId, fromMe: false, author, type, body, sentAt });

function styleOf({ backgroundColor, font }: WireMessage): StatusStyle {
  const color = toColor(backgroundColor);
  return {
    ...(color === undefined ? {} : { backgroundColor: color }),
    ...(typeof font === 'number' ? { font } : {}),
  };
}
