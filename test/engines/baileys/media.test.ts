import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJid } from '../../../src/domain/jid.js';
import type { MediaKind } from '../../../src/engine/operations.js';
import { waitFor } from '../../support/wait.js';
import { type Rig, startRig, textsOf } from './rig.js';

const PHONE = '5511950000021';
const ALICE = '5531988887777';
const BOB = '5531988886666';
const alice = parseJid(`${ALICE}@c.us`);
const MIB = 1024 * 1024;
/** Ten at once of this size; MEDIA_TEST_MIB=50 is what the default cap lets through. */
const LARGE_MIB = Number(process.env.MEDIA_TEST_MIB ?? 8);
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ media: true, strictLid: true });
  await rig.link('depot', PHONE);
});
beforeEach(() => rig.engine.forgetEvents());
afterEach(() => rig.double.control.options({ mediaFault: 0, mediaHold: false }));
afterAll(() => rig.stop());

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const fileOf = (data: Uint8Array, mimetype: string, filename?: string) => {
  const path = join(rig.folder, `out-${randomBytes(6).toString('hex')}`);
  writeFileSync(path, data);
  return { path, mimetype, sizeBytes: data.length, ...(filename === undefined ? {} : { filename }) };
};
const arrived = (id: string) =>
  waitFor(`message ${id}`, async () => (await rig.double.control.received({ phone: PHONE, id })).messages[0], 60_000);
const storedAt = (file: string | undefined): string => join(rig.folder, 'media', file ?? 'missing');
const storedFiles = (): string[] => {
  try {
    return readdirSync(join(rig.folder, 'media', 'depot'));
  } catch {
    return [];
  }
};
const messageWith = async (id: string, withinMs = 30_000) =>
  (await rig.engine.next('depot', 'message', ({ message }) => message.stanzaId === id, withinMs)).message;
const kindOnWire = (kind: MediaKind) => (kind === 'voice' ? 'audio' : kind);

describe('a file that is sent', () => {
  it.each<[MediaKind, string, object]>([
    ['image', 'image/png', { caption: 'look', mimetype: 'image/png', width: 1, height: 1 }],
    ['video', 'video/mp4', { caption: 'look', mimetype: 'video/mp4' }],
    ['audio', 'audio/mpeg', { mimetype: 'audio/mpeg' }],
    ['voice', 'audio/ogg', { mimetype: 'audio/ogg; codecs=opus', ptt: true }],
    ['document', 'application/pdf', { caption: 'look', mimetype: 'application/pdf', fileName: 'offer.pdf' }],
    ['sticker', 'image/webp', { mimetype: 'image/webp' }],
  ])('arrives as %s', async (kind, mimetype, expected) => {
    const data = kind === 'image' ? PIXEL : randomBytes(70_000);
    const file = fileOf(data, mimetype, 'offer.pdf');
    const caption = 'caption' in expected ? 'look' : undefined;

    const id = await rig.engine.send('depot', alice, { kind, file, ...(caption === undefined ? {} : { caption }) });

    const { message, failures } = await arrived(id);
    expect(failures).toEqual([]);
    expect(message?.[`${kindOnWire(kind)}Message`]).toMatchObject({ ...expected, fileLength: data.length });
    const received = await rig.double.control.receivedFile({ phone: PHONE, id, kind: kindOnWire(kind) });
    expect(received).toEqual({ sizeBytes: data.length, sha256: sha256(data) });
  });

  it('that is no picture, whatever it is called, is sent without a preview', async () => {
    const file = fileOf(randomBytes(1000), 'image/png');

    const id = await rig.engine.send('depot', alice, { kind: 'image', file });

    expect((await arrived(id)).message?.imageMessage).not.toHaveProperty('jpegThumbnail');
  });

  it('mentions and quotes like a text', async () => {
    const { id: asked } = await rig.double.control.inject({ to: PHONE, from: ALICE, text: 'show me' });
    const quoted = await messageWith(asked);
    const file = fileOf(PIXEL, 'image/png');
    const content = { kind: 'image', file, caption: 'here @5531988886666' } as const;

    const id = await rig.engine.send('depot', alice, content, { quoted, mentions: [parseJid(`${BOB}@c.us`)] });

    expect((await arrived(id)).message?.imageMessage).toMatchObject({
      contextInfo: { stanzaId: asked, mentionedJid: [`${BOB}@s.whatsapp.net`] },
    });
  });

  it('is forwarded without another upload', async () => {
    const { id: original, sha256: hash } = await rig.double.control.injectMedia({
      to: PHONE,
      from: ALICE,
      kind: 'document',
      sizeBytes: 5000,
      mimetype: 'application/pdf',
      fileName: 'plan.pdf',
    });
    const message = await messageWith(original);
    const uploads = async () => (await rig.double.control.state()).counters.mediaUploads;
    const before = await uploads();

    const id = await rig.engine.send('depot', `${BOB}@c.us`, { kind: 'forward', original: message });

    expect((await arrived(id)).message?.documentMessage).toMatchObject({
      fileName: 'plan.pdf',
      contextInfo: { isForwarded: true },
    });
    expect(await rig.double.control.receivedFile({ phone: PHONE, id, kind: 'document' })).toMatchObject({
      sha256: hash,
    });
    expect(await uploads()).toBe(before);
  });

  it('fails when the media host takes nothing', async () => {
    await rig.double.control.options({ mediaFault: 500 });

    const sending = rig.engine.send('depot', alice, { kind: 'document', file: fileOf(PIXEL, 'image/png') });

    await expect(sending).rejects.toThrow('ENGINE_FAILED: The message could not be sent');
  });
});

describe('a file that is received', () => {
  it.each(['image', 'video', 'audio', 'document', 'sticker'] as const)('is stored, as %s', async (kind) => {
    const sent = { kind, sizeBytes: 70_001, mimetype: 'application/pdf', fileName: '../../etc/passwd' };
    const { id, sha256: hash } = await rig.double.control.injectMedia({ to: PHONE, from: ALICE, ...sent });

    const { media, hasMedia, type } = await messageWith(id);

    expect({ hasMedia, type }).toEqual({ hasMedia: true, type: kind });
    expect(media).toMatchObject({ mimetype: 'application/pdf', sizeBytes: 70_001 });
    if (kind === 'document') expect(media?.filename).toBe('.._.._etc_passwd');
    expect(media?.file).toMatch(/^depot\/[\w-]+\.pdf$/);
    expect(sha256(readFileSync(storedAt(media?.file)))).toBe(hash);
  });

  it.each([
    ['is not the one that was promised', { forged: true }, 0],
    ['is not there any more', {}, 404],
    ['is larger than the cap', { sizeBytes: 51 * MIB }, 0],
  ])('that %s is omitted, and nothing of it stays', async (_, difference, mediaFault) => {
    await rig.double.control.options({ mediaFault });
    const before = storedFiles();
    const sent = { to: PHONE, from: ALICE, kind: 'document' as const, sizeBytes: 3000, mimetype: 'text/plain' };

    const { id } = await rig.double.control.injectMedia({ ...sent, ...difference });

    expect((await messageWith(id)).media).toMatchObject({ mimetype: 'text/plain', omitted: true });
    expect(storedFiles()).toEqual(before);
  });

  it('is fetched from WhatsApp, wherever its sender says that it lies', async () => {
    const imageMessage = {
      url: 'https://127.0.0.1:9/inside',
      mediaKey: randomBytes(32).toString('base64'),
      mimetype: 'image/png',
      directPath: '/m/unknown',
    };
    const asked = async () => (await rig.double.control.state()).counters.mediaDownloads ?? 0;
    const before = await asked();

    const { id } = await rig.double.control.inject({ to: PHONE, from: ALICE, message: { imageMessage } });

    expect((await messageWith(id)).media).toMatchObject({ omitted: true });
    expect(await asked()).toBe(before + 1);
  });

  it('keeps its chat in order while it is under way, and no other chat waiting', async () => {
    await rig.double.control.options({ mediaHold: true });
    const file = { kind: 'image' as const, data: PIXEL.toString('base64'), mimetype: 'image/png' };
    await rig.double.control.injectMedia({ to: PHONE, from: ALICE, caption: 'first', ...file });
    await rig.double.control.inject({ to: PHONE, from: ALICE, text: 'second' });
    await rig.double.control.inject({ to: PHONE, from: BOB, text: 'elsewhere' });
    await rig.engine.next('depot', 'message', ({ message }) => message.body === 'elsewhere');
    expect(textsOf(rig, 'depot')).toEqual(['elsewhere']);

    await rig.double.control.options({ mediaHold: false });

    await rig.engine.next('depot', 'message', ({ message }) => message.body === 'second');
    expect(textsOf(rig, 'depot')).toEqual(['elsewhere', 'first', 'second']);
  });

  it('is fetched again when the process was killed meanwhile', async () => {
    await rig.double.control.options({ mediaHold: true });
    const { counters } = await rig.double.control.state();
    const before = counters.mediaDownloads ?? 0;
    const { id, sha256: hash } = await rig.double.control.injectMedia({
      to: PHONE,
      from: ALICE,
      kind: 'video',
      sizeBytes: 200_000,
      mimetype: 'video/mp4',
    });
    await rig.double.control.inject({ to: PHONE, from: ALICE, text: 'behind it' });
    await waitFor('the download', async () => (await rig.double.control.state()).counters.mediaDownloads !== before);
    await waitFor(
      'both receipts',
      async () => (await rig.double.control.state()).accounts[0]?.devices[0]?.pending === 0,
    );
    await rig.engine.crash();
    await rig.double.control.options({ mediaHold: false });

    await rig.restart();
    await rig.engine.call('open', 'depot');

    const { media } = await messageWith(id);
    expect(sha256(readFileSync(storedAt(media?.file)))).toBe(hash);
    await rig.engine.next('depot', 'message', ({ message }) => message.body === 'behind it');
    expect(textsOf(rig, 'depot')).toEqual(['', 'behind it']);
  });
});

describe(`ten files of ${LARGE_MIB} MiB at once`, () => {
  const people = Array.from({ length: 10 }, (_, index) => `55319777700${String(index).padStart(2, '0')}`);
  const residentMib = async (): Promise<number> => (await rig.engine.call('stats')).rss / MIB;
  /** The most the process held while `work` was under way, compared to before. */
  const growthDuring = async (work: () => Promise<unknown>): Promise<number> => {
    const before = await residentMib();
    let most = before;
    const watch = setInterval(() => void residentMib().then((now) => (most = Math.max(most, now))), 50);
    await work().finally(() => clearInterval(watch));
    return most - before;
  };

  beforeAll(async () => {
    for (const person of people) await rig.engine.sendText('depot', `${person}@c.us`, 'hello');
  });

  it('are sent without holding them in memory', async () => {
    const file = fileOf(randomBytes(LARGE_MIB * MIB), 'application/zip', 'large.zip');

    const ids: string[] = [];
    const growth = await growthDuring(async () => {
      const sent = people.map((person) => rig.engine.send('depot', `${person}@c.us`, { kind: 'document', file }));
      ids.push(...(await Promise.all(sent)));
    });

    for (const id of ids) {
      const received = await rig.double.control.receivedFile({ phone: PHONE, id, kind: 'document' });
      expect(received).toEqual({ sizeBytes: file.sizeBytes, sha256: sha256(readFileSync(file.path)) });
    }
    expect(growth).toBeLessThan(64);
  }, 180_000);

  it('are received without holding them in memory', async () => {
    const sent = { kind: 'document' as const, sizeBytes: LARGE_MIB * MIB, mimetype: 'application/zip' };
    const told: { id: string; sha256: string }[] = [];

    const growth = await growthDuring(async () => {
      told.push(
        ...(await Promise.all(people.map((from) => rig.double.control.injectMedia({ to: PHONE, from, ...sent })))),
      );
      for (const { id } of told) await messageWith(id, 150_000);
    });

    for (const { id, sha256: hash } of told) {
      const path = storedAt((await messageWith(id)).media?.file);
      expect(sha256(readFileSync(path))).toBe(hash);
      rmSync(path);
    }
    expect(growth).toBeLessThan(64);
  }, 180_000);
});
