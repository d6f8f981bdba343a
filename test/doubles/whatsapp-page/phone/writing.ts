import { type InjectMediaRequest, type InjectRequest } from '../control-api.js';
import { type Account } from '../network/account.js';
import { type PageMessage } from '../network/chat.js';
import { isGroupId, randomHex, webId } from '../network/ids.js';
import { type PageDouble } from '../page-double.js';

/**
 * A message reaches the account: somebody wrote, or the account's own phone did.
 * @throws Error when nobody is named as the writer, or when the account is in no such group
 */
export function write(double: PageDouble, body: InjectRequest): PageMessage {
  return deliver(double, body, { body: body.text });
}

/** The same with a file, which the page can download. */
export function writeMedia(double: PageDouble, body: InjectMediaRequest): PageMessage {
  const { data, mimetype = 'image/jpeg', caption, fileName, type = mimetype.split('/')[0] } = body;
  const file = Buffer.from(data, 'base64');
  const extra = {
    directPath: double.media.put(file, mimetype),
    mimetype,
    filename: fileName,
    size: file.length,
    mediaKey: randomHex(16),
    filehash: randomHex(16),
    encFilehash: randomHex(16),
    ...body.extra,
  };
  return deliver(double, { ...body, type: type ?? 'document', extra }, { caption });
}

function deliver(
  double: PageDouble,
  body: InjectRequest,
  content: { body?: string | undefined; caption?: string | undefined },
) {
  const account = double.needAccount(body.to);
  const { fromMe = false, id, type, timestamp: t } = body;
  const chat = webId(chatOf(body));
  if (isGroupId(chat)) account.needGroup(chat);
  const from = fromMe ? undefined : authorIn(double, account, chat, body.from ?? '');
  const person = from === undefined ? undefined : double.directory.lookup(from);
  if (person && body.name !== undefined) person.pushname = body.name;
  const quoted = body.quotes === undefined ? undefined : quotationOf(account.needMessage(body.quotes));
  const mentions = body.mentions && {
    mentionedJidList: body.mentions.map((who) => authorIn(double, account, chat, who)),
  };
  const ack = fromMe ? 2 : 1;
  const notifyName = fromMe ? account.pushname : person?.pushname;
  return account.deliver({
    ...{ chat, from, fromMe, id, type, t, ack, notifyName },
    ...content,
    extra: { ...quoted, ...mentions, ...body.extra },
  });
}

function chatOf({ group, fromMe, chat, from }: InjectRequest): string {
  const found = group ?? (fromMe ? chat : from);
  if (!found) throw new Error(fromMe ? 'chat must say where the own phone wrote' : 'from must say who writes');
  return found;
}

/** A number becomes the privacy alias in a group whose members are addressed so. */
function authorIn(double: PageDouble, account: Account, chat: string, anyId: string): string {
  const id = webId(anyId);
  const aliased = account.chat(chat)?.group?.addressing === 'lid';
  return aliased ? (double.directory.lookup(id)?.lid ?? id) : id;
}

const quotationOf = (message: PageMessage): Record<string, unknown> => ({
  quotedMsg: { type: message.type, body: message.body, key: message.key },
  quotedStanzaID: message.id,
  quotedParticipant: message.participant ?? message.from,
});
