import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { proto } from '@whiskeysockets/baileys';
import {
  type AcknowledgeRequest,
  type FileFacts,
  type InjectMediaRequest,
  type InjectRequest,
  type MediaKind,
  type ReceivedMessage,
} from '../control-api.js';
import { type Person, type ReceivedRecord } from '../directory/person.js';
import { sha256 } from '../media/media-cipher.js';
import { type MediaFields, type MediaHost } from '../media/media-host.js';
import { type WhatsAppDouble } from '../whatsapp-double.js';
import { nowS } from '../wire/ids.js';
import { needPhone, type Verbs } from './verb.js';

interface PhoneBody {
  phone: string;
}
type ReceivedBody = PhoneBody & { since?: number; limit?: number; id?: string };
type WaitBody = PhoneBody & { count?: number; ms?: number };
type MediaBody = PhoneBody & { id: string; kind?: MediaKind };
type ReceiptsBody = PhoneBody & { since?: number; type?: string };

const POLL_MS = 5;

const view = (record: ReceivedRecord): ReceivedMessage => ({
  ...(record as ReceivedMessage),
  message: record.message && toJson(record.message),
});

const toJson = (message: proto.IMessage): Record<string, unknown> =>
  proto.Message.toObject(message as proto.Message, { bytes: String, longs: Number, enums: String });

/** Messages both ways, and what became of them. */
export const messageVerbs = ({
  actions,
  contactReceipts,
  contacts,
  directory,
  handled,
  media,
  options,
}: WhatsAppDouble): Verbs => ({
  inject: async ({ message, ...writing }: InjectRequest) => ({
    id: await contacts.inject({ ...writing, ...(message ? { message: proto.Message.fromObject(message) } : {}) }),
  }),
  'inject-media': async (body: InjectMediaRequest) => {
    const { kind = 'image', data, sizeBytes = 0, forged, mimetype = 'image/jpeg', ...rest } = body;
    const { caption, fileName, ptt, ...writing } = rest;
    const plain = data === undefined ? randomBytes(sizeBytes) : Buffer.from(data, 'base64');
    const file = needMedia(media).seal(plain, kind, mimetype);
    if (forged) file.fileSha256 = randomBytes(32);
    const message = { [`${kind}Message`]: { ...file, caption, fileName, ptt } };
    return { id: await contacts.inject({ ...writing, message }), ...factsOf(plain) };
  },
  received: ({ since = 0, limit = 1000, id, ...body }: ReceivedBody) => {
    const person = directory.person(needPhone(body));
    const found = person.received.filter((record) => (id ? record.id === id : record.at >= since));
    return { total: person.receivedTotal, messages: found.slice(-limit).map(view), rejected: [...person.rejected] };
  },
  'received-count': (body: PhoneBody) => ({ total: directory.person(needPhone(body)).receivedTotal }),
  'received-media': (body: MediaBody) => ({
    data: receivedFile(directory.person(needPhone(body)), body, media).toString('base64'),
  }),
  'received-file': (body: MediaBody) => factsOf(receivedFile(directory.person(needPhone(body)), body, media)),
  receipts: ({ since = 0, type, ...body }: ReceiptsBody) => {
    const { receipts } = directory.person(needPhone(body));
    return { receipts: receipts.filter((receipt) => receipt.at >= since && (!type || receipt.type === type)) };
  },
  'wait-received': async ({ count = 1, ms = 10_000, ...body }: WaitBody) => {
    const person = directory.person(needPhone(body));
    const deadline = performance.now() + ms;
    while (person.receivedTotal < count) {
      if (performance.now() > deadline) throw new Error(`timed out with ${person.receivedTotal} of ${count} messages`);
      await sleep(POLL_MS);
    }
    return { total: person.receivedTotal };
  },
  handled: (body: PhoneBody) => handled.view(needPhone(body)),
  actions: (body: PhoneBody) => ({ actions: actions.of(directory.person(needPhone(body))) }),
  acknowledge: ({ id, ack, from, ageS = 0, group: groupId, ...body }: AcknowledgeRequest) => {
    const group = groupId === undefined ? undefined : directory.groupOf(groupId);
    const person = directory.person(from);
    const jid = group ? group.jidOf(person) : person.jid(options.addressing);
    for (const companion of directory.companionsOf(needPhone(body))) {
      const arrival = { companion, id, jid, group };
      if (ack === 'retry') contactReceipts.askAgain(arrival, person.phone, nowS() - ageS);
      else contactReceipts.confirm(arrival, { person, id: 0 }, [ack], nowS() - ageS);
    }
    return {};
  },
  'media-cert': () => ({ cert: needMedia(media).certificate.cert }),
});

function receivedFile({ received }: Person, { id, kind = 'image' }: MediaBody, media: MediaHost | undefined): Buffer {
  const file = received.find((record) => record.id === id)?.message?.[`${kind}Message`] as
    | MediaFields
    | null
    | undefined;
  if (!file) throw new Error(`no ${kind} was received under this id`);
  return needMedia(media).unseal(file, kind);
}

const factsOf = (file: Buffer): FileFacts => ({ sizeBytes: file.length, sha256: sha256(file).toString('hex') });

function needMedia(media: MediaHost | undefined): MediaHost {
  if (!media) throw new Error('the media host is off');
  return media;
}
