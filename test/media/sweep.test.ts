import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MediaSweep } from '../../src/media/media-sweep.js';
import { createLogger } from '../../src/runtime/logger.js';
import {
  messageRow,
  openTestStore,
  removeStores,
  SESSION,
  tempFolder,
  type TestStore,
} from '../store/store-fixture.js';

const HOUR_MS = 3_600_000;
const STRANGER = '00000000-0000-4000-8000-0000000000aa';

let store: TestStore;
let folder: string;

beforeEach(async () => {
  store = await openTestStore();
  folder = tempFolder();
});
afterEach(removeStores);

/** @param later how much later than now the sweep is */
const sweep = (later: number) =>
  new MediaSweep({
    folder,
    files: store.files,
    logger: createLogger('silent'),
    now: () => Date.now() + later,
  }).run();
function put(name: string): string {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), 'a file');
  return name;
}
const fileOf = (sessionId: string): string => put(`${sessionId}/${randomUUID()}.jpg`);
const isThere = (name: string): boolean => existsSync(join(folder, name));
const media = (file: string): string => JSON.stringify({ mimetype: 'image/jpeg', file });

it('removes files that no row names, once they are an hour old', async () => {
  const left = [fileOf(SESSION), fileOf(STRANGER)];

  const early = await sweep(HOUR_MS - 60_000);
  const stillThere = left.map(isThere);
  const late = await sweep(HOUR_MS + 60_000);

  expect([early, stillThere]).toEqual([0, [true, true]]);
  expect([late, left.map(isThere)]).toEqual([2, [false, false]]);
});

it('leaves what a message, an item of a batch or a scheduled message names', async () => {
  const [ofMessage, ofItem, ofScheduled] = [fileOf(SESSION), fileOf(SESSION), fileOf(SESSION)];
  await store.commits.write([
    {
      op: 'message.insert',
      row: messageRow({ media: media(ofMessage) }),
      chat: { name: 'Rina', kind: 'direct', unread: 0 },
      event: null,
    },
  ]);
  await store.commits.write([
    {
      op: 'bulk.insert',
      sessionId: SESSION,
      row: { id: 'batch-1', sessionId: SESSION, name: 'news', account: '1@c.us', options: '{}', createdAt: 1 },
      items: [{ chatId: '2@c.us', kind: 'image', content: '{}', media: media(ofItem) }],
    },
  ]);
  await store.commits.write([
    {
      op: 'scheduled.insert',
      limit: 10,
      row: {
        id: 'scheduled-1',
        sessionId: SESSION,
        chatId: '2@c.us',
        type: 'image',
        body: '',
        content: '{}',
        media: media(ofScheduled),
        sendAt: 1,
        expiresAt: 2,
        createdAt: 1,
      },
    },
  ]);

  expect(await sweep(2 * HOUR_MS)).toBe(0);
  expect([ofMessage, ofItem, ofScheduled].map(isThere)).toEqual([true, true, true]);
});

it('touches nothing that it has not named itself', async () => {
  const elsewhere = put('outside.txt');
  const others = [
    put('incoming/5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4.jpg'),
    put('notes.txt'),
    put(`${SESSION}/holiday.jpg`),
    put(`${SESSION}/5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4`),
  ];
  const link = `${SESSION}/5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e5.jpg`;
  symlinkSync(join(folder, elsewhere), join(folder, link));

  expect(await sweep(2 * HOUR_MS)).toBe(0);
  expect([elsewhere, link, ...others].map(isThere)).toEqual(Array(6).fill(true));
});

it('finds nothing in a folder that is not there yet', async () => {
  folder = join(folder, 'media');

  expect(await sweep(2 * HOUR_MS)).toBe(0);
});
