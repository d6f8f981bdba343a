import { newsletters, putChannel } from './channels.js';
import { chats, putChat, putMessage } from './chats.js';
import { putContact } from './contacts.js';
import { clearDevice, saveDevice } from './device.js';
import { MsgKey, randomHex, wid } from './ids.js';
import { putLabel } from './labels.js';
import { leave, login } from './login.js';
import { messages, msgOf } from './messages.js';
import { callCollection } from './modules-calls.js';
import { messageModules } from './modules-messages.js';
import { reload, request } from './server.js';
import { Cmd, Conn, Socket } from './state.js';

/** How long the real page takes from the word "logged out" until it leaves. */
const LEAVE_AFTER_MS = 50;

const onMessage = (id, change) => {
  const msg = messages.get(id);
  return msg && change(msg);
};

/** The key of something that hangs on a message. */
const addonKey = ({ remote, from }) =>
  new MsgKey({ fromMe: false, remote, id: randomHex(16), participant: remote.endsWith('@g.us') ? from : undefined });

/** What the double tells the page, by the event's name. */
const handlers = {
  ref: ({ ref }) => {
    Conn.set({ ref });
    Socket.set({ state: 'UNPAIRED' });
  },
  pair: async ({ device, account }) => {
    Socket.set({ state: 'PAIRING' });
    await saveDevice(device);
    await login(account);
  },
  msg: ({ msg, chat, contact }) => {
    if (contact) putContact(contact, wid(contact.id));
    if (!chats.get(chat.id)) putChat({ ...chat, unread: 0 });
    putMessage(msg, true);
    putChat(chat);
  },
  post: ({ msg }) => newsletters.get(msg.remote)?.msgs.put(msgOf(msg, true)),
  ack: ({ id, ack }) =>
    onMessage(id, async (msg) => {
      // Requests and events have two connections here; the one of the real page brings the server's own ack first.
      await msg.taken;
      if (ack > msg.ack || ack < 0) msg.set({ ack });
    }),
  revoke: ({ id }) => onMessage(id, (msg) => msg.set({ type: 'revoked', body: undefined })),
  forget: ({ id }) =>
    onMessage(id, (msg) => {
      chats.get(msg.id.remote)?.msgs.remove(id);
      messages.remove(id);
    }),
  edit: ({ id, body }) => onMessage(id, (msg) => msg.set({ body, latestEditSenderTimestampMs: Date.now() })),
  decrypt: ({ id, type, body }) => onMessage(id, (msg) => msg.set({ body, type })),
  reaction: ({ id, emoji, from, remote, hasReaction }) => {
    onMessage(id, (msg) => msg.set({ hasReaction }));
    messageModules.WAWebAddonReactionTableMode.reactionTableMode.bulkUpsert([
      {
        id: addonKey({ remote, from }),
        reactionParentKey: MsgKey.fromString(id),
        reactionText: emoji,
        reactionTimestamp: Date.now(),
        from: wid(remote),
        author: wid(from),
        read: false,
        orphan: 0,
      },
    ]);
  },
  vote: ({ id, options, from, remote }) => {
    const { pollOptions = [] } = messages.get(id) ?? {};
    const chosen = pollOptions.filter(({ name }) => options.includes(name));
    messageModules.WAWebAddonPollVoteTableMode.pollVoteTableMode.bulkUpsert([
      {
        id: addonKey({ remote, from }),
        pollUpdateParentKey: MsgKey.fromString(id),
        selectedOptionLocalIds: chosen.map(({ localId }) => localId),
        t: Date.now(),
        senderTimestampMs: Date.now(),
        from: wid(remote),
        author: wid(from),
        sender: wid(from),
      },
    ]);
  },
  profile: ({ pushname }) => Conn.set({ pushname }),
  chat: ({ chat }) => putChat(chat),
  removeChat: ({ id }) => chats.remove(id),
  contact: ({ contact }) => putContact(contact),
  label: ({ label }) => putLabel(label),
  channel: ({ channel }) => putChannel(channel),
  call: ({ call }) => callCollection.calls.set(call.id, call),
  state: ({ state }) => Socket.set({ state }),
  logout: async () => {
    await clearDevice();
    Cmd.trigger('logout');
    await new Promise((resolve) => setTimeout(resolve, LEAVE_AFTER_MS));
    leave('logged_out_by_phone');
  },
  reload,
  freeze: ({ forMs }) => {
    void request('frozen');
    setTimeout(() => {
      const until = Date.now() + forMs;
      while (Date.now() < until);
    });
  },
};

/** @throws Error for an event nobody here knows */
export const onEvent = (event) => handlers[event.t](event);
