import { mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { MediaStore } from '../../src/media/media-store.js';

const SESSION = '00000000-0000-4000-8000-000000000001';
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'media-store-'))));
afterAll(() => rm(folder, { recursive: true }));

const files = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );

it('leaves no file of sources that fail at once, many at a time', async () => {
  const logger = pino({ enabled: false });
  const store = new MediaStore({ folder, maxBytes: 1000, inboundAtOnce: 1, timeoutMs: 1000, logger });
  // eslint-disable-next-line require-yield -- it fails before its first chunk
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    throw new Error('broken');
  };

  for (let round = 0; round < 20; round += 1) {
    const writes = Array.from({ length: 50 }, () => store.write(SESSION, 'image/png', broken()));
    const outcomes = await Promise.allSettled(writes);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(files()).toEqual([]);
  }
});
