import { EngineFailedError, NotFoundError } from '../../../domain/errors.js';
import { type Jid, phoneOf } from '../../../domain/jid.js';
import {
  STATUS_CHAT,
  STATUS_SHOWN_MS,
  type StatusType,
  type StatusUpdate,
  toColor,
  toStatusId,
} from '../../../domain/status-update.js';
import type { StatusOperations } from '../../../engine/operations.js';
import type { Compose, Generate } from '../compose.js';
import type { Connection } from '../connection.js';
import { fileIn } from '../inbound-file.js';
import { toWire } from '../jid.js';
import type { KeptStatus, KeptStatuses } from '../kept-statuses.js';
import { download } from '../media-download.js';
import { DELETE_OWN, type Outgoing } from '../outgoing.js';

export interface StatusDeps {
  readonly outgoing: Outgoing;
  readonly kept: KeptStatuses;
  readonly compose: Compose;
  readonly generate: Generate;
  readonly newStanzaId: () => string;
  /** `host[:port]` that files are fetched from. */
  readonly mediaHost: () => Promise<string>;
  /** Aborted once the link is over. */
  readonly signal: AbortSignal;
}

/** Status updates: who may see one of the account's is remembered, so that they hear of it when it is taken back. */
export const statusOperations = (deps: StatusDeps): StatusOperations => {
  const { outgoing, kept, compose, generate, newStanzaId } = deps;
  return {
    async post(draft, recipients, style) {
      if (recipients.length === 0) throw new EngineFailedError('There is nobody to show a status update to');
      await outgoing.send(STATUS_CHAT, draft.stanzaId, async (to) => {
        const statusJidList = await addressesOf(to.connection, recipients);
        const content = await compose(draft, to, style);
        const author = to.connection.addresses.self.pn;
        const { stanzaId } = draft;
        const own = { stanzaId, author, postedAt: Date.now(), content, recipients: statusJidList };
        return { message: content, statusJidList, alongside: [kept.put(own)] };
      });
    },

    async remove(stanzaId) {
      const status = (await kept.shown()).find((each) => each.stanzaId === stanzaId && each.recipients !== undefined);
      if (status?.recipients === undefined) throw new NotFoundError('Status', stanzaId);
      const { author, recipients } = status;
      await outgoing.send(STATUS_CHAT, newStanzaId(), async (to) => {
        const key = { remoteJid: STATUS_CHAT, fromMe: true, id: stanzaId, participant: toWire(author) };
        return {
          message: await generate({ delete: key }, to),
          additionalAttributes: { edit: DELETE_OWN },
          statusJidList: [...recipients],
          alongside: [kept.remove(status)],
        };
      });
    },

    list: async () => (await kept.shown()).flatMap((status) => (status.recipients ? [] : toUpdate(status))),

    async file(statusId) {
      const status = (await kept.shown()).find(({ stanzaId, author }) => toStatusId(stanzaId, author) === statusId);
      const file = status && fileIn(status.content);
      if (file === undefined) return undefined;
      const content = await download(file, await deps.mediaHost(), outgoing.library, deps.signal);
      return { mimetype: file.mimetype, content };
    },
  };
};

function toUpdate({ stanzaId, author, pushName, postedAt, content }: KeptStatus): StatusUpdate {
  const { conversation, extendedTextMessage: text, imageMessage, videoMessage } = content;
  const type: StatusType = imageMessage ? 'image' : videoMessage ? 'video' : 'text';
  const caption = imageMessage?.caption ?? videoMessage?.caption ?? text?.text ?? conversation;
  const backgroundColor = toColor(text?.backgroundArgb);
  const font: number | null | undefined = text?.font;
  return {
    id: toStatusId(stanzaId, author),
    contact: { id: author, ...(pushName === undefined ? {} : { pushName }) },
    type,
    ...(caption ? { caption } : {}),
    ...(backgroundColor === undefined ? {} : { backgroundColor }),
    ...(typeof font === 'number' && text && Object.hasOwn(text, 'font') ? { font } : {}),
    postedAt: new Date(postedAt),
    expiresAt: new Date(postedAt + STATUS_SHOWN_MS),
  };
}

/** Under their aliases, where they have one; and the account itself, whose phone shows it too. */
async function addressesOf({ socket, addresses }: Connection, people: readonly Jid[]): Promise<string[]> {
  const wires = people.map(toWire);
  const numbers = people.filter((jid) => phoneOf(jid) !== undefined).map(toWire);
  const known = (await socket.signalRepository.lidMapping.getLIDsForPNs(numbers)) ?? [];
  const lids = new Map(known.map(({ pn, lid }) => [bare(pn), bare(lid)]));
  return [
    ...new Set([...wires.map((wire) => lids.get(wire) ?? wire), addresses.self.lid ?? toWire(addresses.self.pn)]),
  ];
}

const bare = (wire: string): string => wire.replace(/:\d+@/, '@');
