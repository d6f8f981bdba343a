import { MsgKey, wid } from './ids.js';
import { Collection, Model, serialized } from './model.js';

export class Msg extends Model {
  /** What a reply carries of the message it answers. */
  msgContextInfo() {
    const { type, body } = this;
    return {
      quotedMsg: { type, body, key: serialized(this.id) },
      quotedStanzaID: this.id.id,
      quotedParticipant: this.author ?? this.from,
    };
  }
  async downloadMedia() {
    this.mediaData = { mediaStage: 'RESOLVED' };
  }
  avParams() {
    return {};
  }
  updateAck(ack) {
    this.set({ ack });
  }
  get isNotification() {
    return ['gp2', 'e2e_notification', 'notification_template'].includes(this.type);
  }
}

export const messages = new Collection(Msg);

/** The page's own storage; it refuses a key it cannot read, which is what `$1` keys do to the library. */
messages.getMessagesById = async (ids) => {
  if (ids.includes(undefined)) {
    const text = "Failed to execute 'get' on 'IDBObjectStore': No key or key range specified.";
    throw new DOMException(text, 'DataError');
  }
  return { messages: ids.map((id) => messages.get(id)).filter(Boolean) };
};

messages.search = async (query, _page, count = 50, remote) => {
  const wanted = (msg) => String(msg.body ?? '').includes(query) && (!remote || serialized(msg.id.remote) === remote);
  return { messages: messages.filter(wanted).slice(0, count) };
};

/** The model of a message as the double sends it. */
export function msgOf(message, isNewMsg) {
  const { fromMe, remote, id, participant, extra } = message;
  const msg = new Msg({
    ...withWids(extra),
    id: new MsgKey({ fromMe, remote, id, participant }),
    type: message.type,
    body: message.body,
    caption: message.caption,
    t: message.t,
    ack: message.ack,
    from: wid(message.from),
    to: wid(message.to),
    author: wid(participant),
    notifyName: message.notifyName,
    self: fromMe ? 'out' : 'in',
    isNewMsg,
    star: false,
  });
  if (msg.directPath) resolveMedia(msg);
  return msg;
}

export function resolveMedia(msg) {
  msg.mediaData = { mediaStage: msg.mediaStage ?? 'RESOLVED', type: msg.type };
  msg.mediaObject = {};
}

function withWids(extra) {
  const { mentionedJidList, quotedParticipant, ...rest } = extra;
  return {
    ...rest,
    ...(mentionedJidList && { mentionedJidList: mentionedJidList.map(wid) }),
    ...(quotedParticipant && { quotedParticipant: wid(quotedParticipant) }),
  };
}

/** The message a reply quotes, from the collection if it is still there. */
export function quotedMsgOf(msg) {
  if (!msg.quotedMsg) return undefined;
  const { key, ...attributes } = msg.quotedMsg;
  return messages.get(key) ?? new Msg({ ...attributes, id: MsgKey.fromString(key) });
}

const findLinksIn = (text) => [...String(text ?? '').matchAll(/https?:\/\/[^\s]+/g)];

export const findLinks = (text) =>
  findLinksIn(text).map((match) => ({ href: match[0], index: match.index, suspiciousCharacters: new Set() }));
