import { clearDevice } from './device.js';
import { Emitter, Model } from './model.js';
import { request } from './server.js';

/** The connection, as the library watches it. */
export const Socket = new Model({ state: 'OPENING', hasSynced: false, stream: 'DISCONNECTED' });

/** The login: `ref` is what a QR code begins with. */
export const Conn = new Model({ ref: undefined, pushname: undefined, platform: undefined, wid: undefined });
Object.defineProperty(Conn, 'canSetMyPushname', { value: () => true });

export const Cmd = new Emitter();

/** Percent of the messages that waited while the page was closed. */
export const progress = { percent: 0 };

Object.defineProperties(Socket, {
  logout: {
    value: async () => {
      await request('logout');
      await clearDevice();
    },
  },
  reconnect: { value: () => request('reconnect') },
  takeover: {
    value: async () => {
      await request('takeover');
      Socket.set({ state: 'CONNECTED' });
    },
  },
});
