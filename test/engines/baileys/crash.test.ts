import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { waitFor } from '../../support/wait.js';
import { type Rig, startRig } from './rig.js';

const SESSIONS = ['north', 'south'] as const;
const PHONES = { north: '5511950000001', south: '5511950000002' };
const CONTACTS = ['5531988887771', '5531988887772', '5531988887773'];

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  for (const session of SESSIONS) await rig.link(session, PHONES[session]);
});
afterAll(() => rig.stop());

/** Stanza ids that the database holds for a session: stored as messages, or journalled to be handed over. */
function onDisk(session: string): { stored: string[]; waiting: string[] } {
  const database = new Database(join(rig.folder, 'data.sqlite'), { readonly: true });
  const ids = (sql: string): string[] => database.prepare<[string], string>(sql).pluck().all(session);
  const stored = ids('SELECT "stanzaId" FROM "Message" WHERE "sessionId" = ?');
  const waiting = ids(
    'SELECT "stanzaId" FROM "EngineInbound" WHERE "sessionId" = ? AND "done" = 0 AND "stanza" IS NOT NULL',
  );
  database.close();
  return { stored, waiting };
}

const missing = (wanted: readonly string[], held: readonly string[]): string[] => {
  const known = new Set(held);
  return wanted.filter((id) => !known.has(id));
};

it('loses nothing that the server holds a receipt for, however often it is killed', async () => {
  const { control } = rig.double;
  let isWriting = true;
  const writing = (async () => {
    for (let count = 0; isWriting; count++) {
      const session = SESSIONS[count % 2] ?? 'north';
      const from = CONTACTS[count % CONTACTS.length] ?? '';
      await control.inject({ to: PHONES[session], from, text: `text ${count}` });
      await wait(4);
    }
  })();

  for (let kill = 0; kill < 3; kill++) {
    await wait(300 + kill * 150);
    await rig.engine.crash();
    for (const session of SESSIONS) {
      const { receipted } = await control.handled({ phone: PHONES[session] });
      const { stored, waiting } = onDisk(session);
      expect(missing(receipted, [...stored, ...waiting])).toEqual([]);
    }
    await rig.restart();
    for (const session of SESSIONS) await rig.engine.call('open', session);
    for (const session of SESSIONS) await rig.engine.next(session, 'ready');
  }
  isWriting = false;
  await writing;

  for (const session of SESSIONS) {
    await waitFor('an empty queue', async () => (await control.handled({ phone: PHONES[session] })).pending === 0);
    const { sent, nacked } = await control.handled({ phone: PHONES[session] });
    const ids = sent.map(({ id }) => id);
    await waitFor('every message in the store', () => missing(ids, onDisk(session).stored).length === 0);
    const { stored, waiting } = onDisk(session);
    expect({
      nacked,
      waiting,
      lost: missing(ids, stored),
    }).toEqual({
      nacked: [],
      waiting: [],
      lost: [],
    });
  }
});
