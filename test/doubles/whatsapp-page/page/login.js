import { putChannel } from './channels.js';
import { putChat, putMessage } from './chats.js';
import { options } from './config.js';
import { putContact } from './contacts.js';
import { clearDevice, loadDevice } from './device.js';
import { me, wid } from './ids.js';
import { putLabel } from './labels.js';
import { request } from './server.js';
import { Cmd, Conn, progress, Socket } from './state.js';

/** The first thing a page does: say which device it is, and either go on or show a QR code. */
export async function begin() {
  const device = await loadDevice();
  const { account, ref } = await request('hello', { device });
  if (account) return login(account);
  if (device) await clearDevice();
  Conn.set({ ref });
  Socket.set({ state: 'UNPAIRED' });
}

/** Everything of the account appears; `hasSynced` comes last. */
export async function login({ me: own, contacts, chats, labels, channels }) {
  Object.assign(me, own);
  Conn.set({ pushname: own.pushname, platform: own.platform, wid: wid(own.pn) });
  if (options.undefinedRefAfterPair) Conn.set({ ref: undefined });
  for (const contact of contacts) putContact(contact);
  putContact({ ...own, id: own.pn });
  putContact({ ...own, id: own.lid }, wid(own.lid));
  for (const { messages, ...chat } of chats) {
    putChat(chat);
    for (const message of messages) putMessage(message, false);
  }
  labels.forEach(putLabel);
  channels.forEach(putChannel);
  Socket.set({ state: 'CONNECTED', stream: 'CONNECTED' });
  await synchronise();
}

/** The library listens late; an event it misses is lost, and the client never gets ready. */
async function synchronise() {
  if (options.neverSyncs) return;
  if (options.waitForListener) {
    await Socket.whenListened('change:hasSynced');
    await new Promise((resolve) => setTimeout(resolve, options.syncDelayMs));
  }
  progress.percent = 100;
  Cmd.trigger('offline_progress_update_from_bridge');
  Socket.set({ hasSynced: true });
}

/** To the login page, as the real page does when the link has ended. */
export function leave(reason) {
  location.replace(`${location.origin}/?post_logout=1&logout_reason=${reason}`);
}
