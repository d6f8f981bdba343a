import { parseJid } from '../../../src/domain/jid.js';
import { KeptStatuses } from '../../../src/engines/baileys/kept-statuses.js';
import type { BaileysLibrary } from '../../../src/engines/baileys/library.js';
import { waitFor } from '../../support/wait.js';
import { openTestStore, removeStores, SESSION, type TestStore } from '../../store/store-fixture.js';

const HOUR_MS = 3_600_000;
const RINA = parseJid('628770001122@c.us');
const addresses = { self: { pn: parseJid('628123456789@c.us') }, phoneBehind: () => undefined };
/** Messages as JSON: what is in them is not the point here. */
const library = {
  proto: {
    Message: {
      encode: (message: unknown) => ({ finish: () => Buffer.from(JSON.stringify(message)) }),
      decode: (bytes: Buffer) => JSON.parse(bytes.toString()) as unknown,
    },
  },
} as unknown as BaileysLibrary;

let store: TestStore;
let kept: KeptStatuses;

beforeEach(async () => {
  store = await openTestStore();
  kept = new KeptStatuses(SESSION, store.engine, library);
});
afterEach(removeStores);

const arrives = async (id: string, change: object, agoMs = 0, participant = '628770001122@s.whatsapp.net') => {
  const message = {
    key: { id, remoteJid: 'status@broadcast', participant, fromMe: false },
    message: change,
    messageTimestamp: Math.floor((Date.now() - agoMs) / 1000),
  };
  const rows = kept.rowsOf(message, addresses);
  if (rows.length > 0) await store.commits.write(rows);
};
const shown = async () => (await kept.shown()).map(({ stanzaId }) => stanzaId);

it('keeps what contacts post for a day, newest first', async () => {
  await arrives('OLD', { conversation: 'a' }, 25 * HOUR_MS);
  await arrives('FIRST', { conversation: 'b' }, 23 * HOUR_MS);
  await arrives('SECOND', { imageMessage: { caption: 'c' } });

  expect(await shown()).toEqual(['SECOND', 'FIRST']);
});

it('leaves out sounds, what is the account itself, and what its author took back', async () => {
  await arrives('SOUND', { audioMessage: {} });
  await arrives('OWN', { conversation: 'mine' }, 0, '628123456789@s.whatsapp.net');
  await arrives('TYPO', { conversation: 'a' });
  await arrives('BYE', { protocolMessage: { type: 0, key: { id: 'TYPO' } } });
  await arrives('OTHER', { conversation: 'b' });
  await arrives('FORGED', { protocolMessage: { type: 0, key: { id: 'OTHER' } } }, 0, '628999@s.whatsapp.net');

  expect(await shown()).toEqual(['OTHER']);
});

it('removes what is over its day when something new comes', async () => {
  const content = { conversation: 'yesterday' };
  const over = { stanzaId: 'OVER', author: RINA, postedAt: Date.now() - 25 * HOUR_MS, content };
  await store.commits.write([kept.put(over)]);

  await arrives('NEW', { conversation: 'today' });

  const stored = async () => [...(await store.engine.keysOfType(SESSION, 'status')).keys()];
  await waitFor('the old one to go', async () => (await stored()).length === 1);
  expect(await stored()).toEqual([`${RINA} NEW`]);
});
