import { exists, putContact } from './contacts.js';
import { isMe, wid } from './ids.js';
import { messages, Msg, msgOf } from './messages.js';
import { Collection, Model, serialized } from './model.js';
import { request } from './server.js';
import { isOthersStatus, showStatus } from './statuses.js';

class Chat extends Model {
  constructor(attributes) {
    super(attributes);
    this.msgs = new Collection(Msg);
    this.mute = muteOf(this);
  }
  get lastReceivedKey() {
    return this.msgs.getModelsArray().at(-1)?.id;
  }
  iAmAdmin() {
    return this.groupMetadata?.participants.filter(({ id, isAdmin }) => isMe(id) && isAdmin).length > 0;
  }
}

export const chats = new Collection(Chat, (id) => findOrCreate(wid(id)));
export const groups = new Collection(Model);

/** Puts a chat there as the double knows it, or brings the one that is there up to date. */
export function putChat(chat) {
  const id = wid(chat.id);
  const attributes = {
    name: chat.name,
    formattedTitle: chat.name ?? id.user,
    t: chat.t,
    unreadCount: chat.unread ?? 0,
    archive: chat.archive ?? false,
    pin: chat.pin ?? 0,
    muteExpiration: chat.muteExpiration ?? 0,
    labels: chat.labels ?? [],
    isLocked: false,
    isReadOnly: false,
    endOfHistoryTransferType: 0,
  };
  const known = chats.get(id);
  const model = known ?? new Chat({ id, ...attributes });
  if (chat.group) putGroup(model, chat.group);
  model.mute.expiration = attributes.muteExpiration;
  return known ? model.set(attributes) : chats.add(model);
}

function putGroup(chat, group) {
  const participants = new Collection(Model);
  for (const { id, ...rank } of group.participants) participants.put(new Model({ id: wid(id), ...rank }));
  chat.groupMetadata = groups.put(
    new Model({
      id: chat.id,
      owner: wid(group.owner),
      creation: group.creation,
      subject: group.subject,
      subjectTime: group.creation,
      desc: group.description,
      descId: group.descriptionId,
      announce: group.announce,
      restrict: group.restrict,
      memberAddMode: group.adminsAdd ? 'admin_add' : 'all_member_add',
      isLidAddressingMode: group.addressing === 'lid',
      size: group.participants.length,
      participants,
      membershipApprovalRequests: { _models: group.requests.map((asked) => ({ id: wid(asked.id) })) },
    }),
  );
}

export async function refreshGroup(id) {
  const chat = await request('group', { id });
  if (chat) putChat(chat);
  return groups.get(id);
}

/** @throws Error in the real page's words when nobody has that number */
export async function findOrCreate(id) {
  const known = chats.get(id);
  if (known) return known;
  if (id.isStatus()) return putChat({ id: serialized(id), name: 'Status', t: 0 });
  if (!id.isUser()) throw new Error(`chat not found: ${id}`);
  const contact = await exists(id);
  if (!contact) throw new Error('No LID for user');
  putContact(contact, id);
  // a person's chat is one, under whichever of their addresses it began
  const under = chats.get(contact.lid) ?? chats.get(contact.pn);
  return under ?? putChat({ id: serialized(id), name: contact.name ?? contact.pushname ?? `+${id.user}`, t: 0 });
}

/** A message as the double sends it goes into its chat. */
export function putMessage(message, isNew) {
  const msg = msgOf(message, isNew);
  if (messages.get(msg.id)) return;
  const chat = chats.get(message.remote);
  chat.msgs.put(msg);
  chat.t = message.t;
  if (isOthersStatus(msg)) showStatus(msg);
  messages.add(msg);
}

function muteOf(chat) {
  const setTo = async (expiration) => {
    chat.mute.expiration = expiration;
    chat.set({ muteExpiration: expiration });
    await request('mute', { id: serialized(chat.id), expiration });
  };
  return Object.defineProperties(
    { expiration: chat.muteExpiration },
    { mute: { value: ({ expiration }) => setTo(expiration) }, unmute: { value: () => setTo(0) } },
  );
}
