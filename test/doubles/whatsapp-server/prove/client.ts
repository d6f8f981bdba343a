import { type ClientCall, type ClientMethods, type ClientReply } from './client-api.js';
import { Session } from './session.js';

/**
 * A program that drives the real, unmodified Baileys on behalf of its parent: forked with the double's URL as its only
 * argument, asked over IPC, gone with the parent.
 */
const url = process.argv[2] ?? '';
const sessions = new Map<string, Session>();

function sessionOf(name: string): Session {
  const session = sessions.get(name) ?? new Session(url);
  sessions.set(name, session);
  return session;
}

const methods: ClientMethods = {
  start: (name) => sessionOf(name).start(),
  adopt: (name, controlUrl, phone, pushName) => sessionOf(name).adopt(controlUrl, phone, pushName),
  requestCode: (name, phone) => sessionOf(name).requestCode(phone),
  sendText: (name, jid, text) => sessionOf(name).sendText(jid, text),
  view: (name) => sessionOf(name).view(),
  inbox: (name) => sessionOf(name).inbox,
  logout: (name) => sessionOf(name).logout(),
  stop: (name) => sessionOf(name).stop(),
};

async function answer({ call, method, args }: ClientCall): Promise<ClientReply> {
  try {
    const run = methods[method] as (...args: unknown[]) => unknown;
    return { call, result: await run(...args) };
  } catch (error) {
    return { call, error: (error as Error).message };
  }
}

process.on('message', (message: ClientCall) => {
  void answer(message).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));
