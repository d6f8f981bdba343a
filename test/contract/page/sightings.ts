import type { PageRequest } from '../../doubles/whatsapp-page/control-client.js';
import { ofVcard } from '../vcard.js';
import type { FileKind, Sighting } from '../words.js';

export interface Reader {
  /** Any spelling of an address, as the neutral one. */
  readonly neutral: (id: string) => string;
  /** Of the file that a message brought. */
  readonly sha256Of: (stanzaId: string) => Promise<string>;
}

/** A message as the page hands it over, as far as this file looks into it. */
interface Model {
  readonly type: string;
  readonly body?: string;
  readonly caption?: string;
  readonly mentionedJidList?: readonly unknown[];
  readonly quotedStanzaID?: string;
  readonly isForwarded?: boolean;
  readonly lat?: number;
  readonly lng?: number;
  readonly loc?: string;
  readonly pollName?: string;
  readonly pollOptions?: readonly { readonly name: string }[];
  readonly pollSelectableOptionsCount?: number;
  readonly mimetype?: string;
  readonly filename?: string;
  readonly matchedText?: string;
  readonly title?: string;
  readonly backgroundColor?: number;
  readonly font?: number;
}

const FILE_KIND: Readonly<Record<string, FileKind>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  ptt: 'voice',
  document: 'document',
  sticker: 'sticker',
};
const PRESENCE: Readonly<Record<string, 'typing' | 'recording' | 'paused'>> = {
  composing: 'typing',
  recording: 'recording',
  paused: 'paused',
};

/** Chat and stanza id out of a message's key. */
function named(key: unknown, { neutral }: Reader): { readonly chat: string; readonly of: string } {
  const [, chat = '', of = ''] = String(key).split('_');
  return { chat: neutral(chat), of };
}

/** What a request of the page means to those outside; nothing, if it only asks. */
export async function ofRequest(request: PageRequest, reader: Reader): Promise<readonly Sighting[]> {
  const { neutral } = reader;
  const text = (name: string): string => (request[name] as string | undefined) ?? '';
  const group = neutral(text('id'));
  switch (request.op) {
    case 'send':
      return [await ofMessage(request, reader)];
    case 'react':
      return [{ saw: 'reaction', ...named(request.id, reader), emoji: text('reaction') }];
    case 'edit':
      return [{ saw: 'edit', ...named(request.id, reader), text: text('body') }];
    case 'revoke':
      return [{ saw: 'deletion', ...named(request.id, reader) }];
    case 'deleteMessage':
      return [{ saw: 'deletion for me', ...named(request.id, reader) }];
    case 'star':
      return [{ saw: 'star', ...named(request.id, reader), starred: request.on === true }];
    case 'seen':
      return [{ saw: 'read', chat: neutral(text('chat')) }];
    case 'markUnread':
      return [{ saw: 'marked unread', chat: group }];
    case 'deleteChat':
      return [{ saw: 'chat deleted', chat: group }];
    case 'chatstate': {
      const presence = PRESENCE[text('state')];
      return presence === undefined ? [] : [{ saw: 'presence', chat: neutral(text('chat')), presence }];
    }
    case 'block':
      return [{ saw: 'block', who: neutral(text('id')), blocked: request.on === true }];
    case 'createGroup': {
      const participants = (request.participants as readonly string[]).map(neutral);
      return [{ saw: 'group created', subject: text('title'), participants }];
    }
    case 'add':
    case 'remove':
    case 'promote':
    case 'demote': {
      const who = (request.ids as readonly string[]).map(neutral);
      return [{ saw: 'participants', group, change: request.op, who }];
    }
    case 'groupInfo':
      return request.subject === undefined
        ? [{ saw: 'group description', group, description: text('desc') }]
        : [{ saw: 'group subject', group, subject: text('subject') }];
    case 'groupProperty': {
      const setting = request.property === 'announcement' ? 'announce' : 'locked';
      return [{ saw: 'group setting', group, setting, on: request.value === 1 }];
    }
    case 'inviteCode':
      return request.reset === true ? [{ saw: 'invite revoked', group }] : [];
    case 'joinGroup':
      return [{ saw: 'group joined', code: text('code') }];
    case 'leaveGroup':
      return [{ saw: 'group left', group }];
    case 'rejectCall':
      return [{ saw: 'call rejected', callId: text('callId') }];
    case 'setPushname':
      return [{ saw: 'profile name', text: text('name') }];
    case 'setAbout':
      return [{ saw: 'profile status', text: text('about') }];
    case 'setPicture':
      return [{ saw: 'profile picture' }];
    case 'labelChats':
      return (request.chats as readonly string[]).flatMap((chat) =>
        (request.actions as readonly { readonly id: string; readonly type: string }[]).map(
          ({ id, type }): Sighting => ({ saw: 'label', label: id, chat: neutral(chat), on: type === 'add' }),
        ),
      );
    case 'subscribe':
      return [{ saw: 'channel followed', channel: text('id') }];
    case 'unsubscribe':
      return [{ saw: 'channel left', channel: text('id') }];
    case 'sendStatus':
      return [ofStatus(request, text('body'))];
    case 'revokeStatus':
      return [{ saw: 'status deleted', of: named(request.id, reader).of }];
  }
  return [];
}

function ofStatus(request: PageRequest, body: string): Sighting {
  const model = request.msg as Model;
  const { backgroundColor: argb, font } = model;
  const styled = typeof argb === 'number' && typeof font === 'number' && font > 0;
  return { saw: 'status', text: body || (model.body ?? ''), ...(styled ? { style: { argb, font } } : {}) };
}

async function ofMessage(request: PageRequest, reader: Reader): Promise<Sighting> {
  const model = request.msg as Model;
  const stanzaId = String(request.id);
  const mentions = (model.mentionedJidList ?? []).map((id) => reader.neutral(serialized(id)));
  const { quotedStanzaID, isForwarded } = model;
  return {
    saw: 'message',
    chat: reader.neutral(String(request.chat)),
    stanzaId,
    ...(await contentOf(stanzaId, model, reader)),
    ...(mentions.length > 0 ? { mentions } : {}),
    ...(quotedStanzaID === undefined ? {} : { quotes: quotedStanzaID }),
    ...(isForwarded ? { forwarded: true } : {}),
  };
}

const serialized = (id: unknown): string =>
  typeof id === 'string' ? id : String((id as { readonly _serialized?: string })._serialized);

type SeenContent = Omit<Extract<Sighting, { saw: 'message' }>, 'saw' | 'chat' | 'stanzaId'>;

async function contentOf(stanzaId: string, model: Model, reader: Reader): Promise<SeenContent> {
  const { type, body = '', caption, filename, mimetype = '' } = model;
  const kind = FILE_KIND[type];
  if (kind !== undefined) {
    // WhatsApp carries a name for documents only
    const named = kind !== 'document' || !filename ? {} : { filename };
    const file = { kind, mimetype, sha256: await reader.sha256Of(stanzaId), ...named };
    return { ...(caption ? { text: caption } : {}), file };
  }
  switch (type) {
    case 'location': {
      const { lat: latitude = NaN, lng: longitude = NaN, loc = '' } = model;
      const [name = '', address = ''] = loc.split('\n');
      return { place: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) } };
    }
    case 'vcard':
      return { card: ofVcard(body) };
    case 'poll_creation': {
      const { pollName: question = '', pollOptions = [], pollSelectableOptionsCount } = model;
      const multiple = pollSelectableOptionsCount !== 1;
      return { poll: { question, options: pollOptions.map(({ name }) => name), multiple } };
    }
  }
  const { matchedText, title } = model;
  return { text: body, ...(matchedText ? { preview: { url: matchedText, title: title ?? '' } } : {}) };
}
