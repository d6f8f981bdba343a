import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { UnavailableError, WriteInDoubtError } from '../../src/domain/errors.js';
import type { MediaKind } from '../../src/domain/media.js';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import { MediaStore } from '../../src/media/media-store.js';
import { createLogger } from '../../src/runtime/logger.js';
import type { SendMedia } from '../../src/services/send-service.js';
import { ALICE, emptyStore, observed, openStoreOnDisk, startRig, type Rig, type StoreOnDisk } from './rig.js';

const MAX_BYTES = 200_000;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from(`%PDF-1.4\n${'1 0 obj\n'.repeat(20)}`);
const OGG = Buffer.concat([Buffer.from('OggS\0\x02'), Buffer.alloc(22), Buffer.from('OpusHead'), Buffer.alloc(64)]);
const MP4 = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42'), Buffer.alloc(64)]);
const WEBP = Buffer.concat([Buffer.from('RIFF\x40\0\0\0WEBPVP8 '), Buffer.alloc(64)]);
const SAMPLES: Readonly<Record<MediaKind, { readonly bytes: Buffer; readonly mimetype: string }>> = {
  image: { bytes: PNG, mimetype: 'image/png' },
  video: { bytes: MP4, mimetype: 'video/mp4' },
  audio: { bytes: OGG, mimetype: 'audio/ogg' },
  voice: { bytes: OGG, mimetype: 'audio/ogg; codecs=opus' },
  document: { bytes: PDF, mimetype: 'application/pdf' },
  sticker: { bytes: WEBP, mimetype: 'image/webp' },
};
const KINDS = Object.keys(SAMPLES) as MediaKind[];

let store: StoreOnDisk;
let rig: Rig;
let sessionId: string;
let folder: string;
const servers: Server[] = [];

beforeAll(async () => {
  store = await openStoreOnDisk();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'media-test-'));
  const media = new MediaStore({
    folder,
    maxBytes: MAX_BYTES,
    inboundAtOnce: 4,
    timeoutMs: 1000,
    logger: createLogger('silent'),
  });
  rig = await startRig(store, { media, allowedHosts: ['files.example', '127.0.0.1'], downloadTimeoutMs: 400 });
  ({ id: sessionId } = await rig.createReady());
});
afterEach(async () => {
  await rig.stop();
  await emptyStore(store);
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => store.remove());

/** Every file below the media folder, without the empty folders of sessions. */
const files = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
const send = (input: Partial<SendMedia>) => rig.sends.sendMedia({ sessionId, chatId: ALICE, kind: 'image', ...input });
const drafted = () => rig.factory.engine.drafts.map(({ content }) => content);

/** A server that answers every connection with exactly these bytes. */
async function serving(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/files/picture.png`;
}
const answering = (head: readonly string[], body: Buffer): Promise<string> =>
  serving((socket) => {
    socket.write(`${['HTTP/1.1 200 OK', 'Connection: close', ...head].join('\r\n')}\r\n\r\n`);
    socket.end(body);
  });
const serve = (body: Buffer, type?: string): Promise<string> =>
  answering([...(type === undefined ? [] : [`Content-Type: ${type}`]), `Content-Length: ${body.length}`], body);

async function refusesWithoutATrace(input: Partial<SendMedia>, refusal: object): Promise<void> {
  await expect(send(input)).rejects.toMatchObject(refusal);

  expect(rig.factory.engine.drafts).toEqual([]);
  expect(await rig.stored(sessionId)).toEqual([]);
  expect(files()).toEqual([]);
}

describe.each(KINDS)('sending as %s', (kind) => {
  const { bytes, mimetype } = SAMPLES[kind];
  const base64 = bytes.toString('base64');

  it('stores the file, hands its path to the engine and shows it on the message', async () => {
    const message = await send({ kind, base64, mimetype, filename: 'Packliste 📦.pdf', caption: 'for you' });

    const [path = ''] = files();
    const shown = { mimetype, filename: 'Packliste 📦.pdf', sizeBytes: bytes.length };
    expect(readFileSync(path)).toEqual(bytes);
    expect(drafted()).toEqual([{ kind, file: { ...shown, path }, caption: 'for you' }]);
    expect(message).toMatchObject({
      type: kind,
      body: 'for you',
      media: { ...shown, file: `${sessionId}/${basename(path)}` },
    });
    expect((await rig.events(sessionId, 'message.sent'))[0]?.data).toMatchObject({
      type: kind,
      hasMedia: true,
      media: shown,
    });
    expect(JSON.stringify((await rig.events(sessionId, 'message.sent'))[0]?.data)).not.toContain(basename(path));
  });

  it('by URL takes the type that the server states', async () => {
    const url = await serve(bytes, mimetype);

    await send({ kind, url });

    expect(files().map((path) => readFileSync(path))).toEqual([bytes]);
    expect(drafted()).toMatchObject([{ file: { mimetype, sizeBytes: bytes.length } }]);
  });

  it('is refused where the engine cannot, before anything is downloaded', async () => {
    rig.factory.capabilities = new Set(CAPABILITY_NAMES.filter((name) => name !== `SEND_${kind.toUpperCase()}`));

    await refusesWithoutATrace({ kind, url: 'http://127.0.0.1:9/' }, { code: 'NOT_IMPLEMENTED' });
  });

  it.each<[string, Partial<SendMedia>, object]>([
    ['no source', {}, { code: 'VALIDATION_FAILED', message: 'url, base64 or upload is needed' }],
    [
      'two sources',
      { base64, mimetype, url: 'http://files.example/x' },
      { code: 'VALIDATION_FAILED', message: 'only one of url and base64 can be given' },
    ],
    ['base64 without a type', { base64 }, { issues: [expect.objectContaining({ field: 'mimetype' })] }],
    [
      'a type that is none',
      { base64, mimetype: 'picture' },
      { issues: [expect.objectContaining({ field: 'mimetype' })] },
    ],
    [
      'a type with a line break',
      { base64, mimetype: 'image/png\r\nX-Evil: 1' },
      { issues: [expect.objectContaining({ field: 'mimetype' })] },
    ],
    ['an empty file', { base64: '', mimetype }, { code: 'VALIDATION_FAILED' }],
    ['what is not base64', { base64: `${base64.slice(0, -4)}a!b=`, mimetype }, { code: 'VALIDATION_FAILED' }],
    ['base64 that was cut off', { base64: base64.slice(0, 41), mimetype }, { code: 'VALIDATION_FAILED' }],
    [
      'base64 over the cap',
      { base64: Buffer.alloc(MAX_BYTES + 1).toString('base64'), mimetype },
      { code: 'PAYLOAD_TOO_LARGE', message: `Media exceeds the ${MAX_BYTES} byte limit` },
    ],
    [
      'a name with a way out',
      { base64, mimetype, filename: '../../x' },
      { issues: [expect.objectContaining({ field: 'filename' })] },
    ],
    [
      'a name with a NUL',
      { base64, mimetype, filename: 'a\0b' },
      { issues: [expect.objectContaining({ field: 'filename' })] },
    ],
    [
      'a name that is a folder',
      { base64, mimetype, filename: '..' },
      { issues: [expect.objectContaining({ field: 'filename' })] },
    ],
    ['another scheme', { url: 'file:///etc/passwd' }, { issues: [expect.objectContaining({ field: 'url' })] }],
    ['no URL at all', { url: 'picture.png' }, { issues: [expect.objectContaining({ field: 'url' })] }],
  ])('is refused for %s, and nothing is left', async (_what, input, refusal) => {
    await refusesWithoutATrace({ kind, ...input }, refusal);
  });

  it('of exactly the cap is fine', async () => {
    const whole = Buffer.concat([bytes, Buffer.alloc(MAX_BYTES - bytes.length)]);

    await send({ kind, base64: whole.toString('base64'), mimetype });

    expect(files().map((path) => readFileSync(path).equals(whole))).toEqual([true]);
  });
});

it.each<[MediaKind, string, Buffer]>([
  ['image', 'application/pdf', PDF],
  ['image', 'image/png', PDF],
  ['image', 'image/png', Buffer.from('<!DOCTYPE html><title>no such file</title>')],
  ['sticker', 'image/webp', MP4],
  ['video', 'image/png', PNG],
  ['video', 'video/mp4', OGG],
  ['audio', 'audio/ogg', PNG],
  ['voice', 'audio/ogg; codecs=opus', PDF],
  ['audio', 'video/mp4', MP4],
])('what is to be sent as %s and is stated as %s is refused if it is something else', async (kind, mimetype, bytes) => {
  const refusal = { code: 'VALIDATION_FAILED', message: expect.stringMatching(/where an? .* is expected/) as string };
  await refusesWithoutATrace({ kind, base64: bytes.toString('base64'), mimetype }, refusal);
  await refusesWithoutATrace({ kind, url: await serve(bytes, mimetype) }, refusal);
});

describe('the body of a document', () => {
  it('is its caption, else its name; a URL names it', async () => {
    const base64 = PDF.toString('base64');
    const bodies = [
      await send({ kind: 'document', base64, mimetype: 'application/pdf', filename: 'a.pdf', caption: 'look' }),
      await send({ kind: 'document', base64, mimetype: 'application/pdf', filename: 'a.pdf' }),
      await send({ kind: 'document', url: await serve(PDF, 'application/pdf') }),
      await send({ kind: 'document', base64, mimetype: 'application/pdf' }),
    ].map(({ body }) => body);

    expect(bodies).toEqual(['look', 'a.pdf', 'picture.png', '']);
  });
});

describe('a URL', () => {
  it.each([undefined, 'application/octet-stream', 'not a type'])(
    'that states %s as type is looked into',
    async (type) => {
      await send({ url: await serve(PNG, type) });

      expect(drafted()).toMatchObject([{ file: { mimetype: 'image/png' } }]);
    },
  );

  it('is not followed elsewhere', async () => {
    const target = await serve(PNG, 'image/png');
    const url = await serving((socket) =>
      socket.end(`HTTP/1.1 302 Found\r\nLocation: ${target}\r\nContent-Length: 0\r\n\r\n`),
    );

    await refusesWithoutATrace({ url }, { code: 'VALIDATION_FAILED', message: /status 302/ });
  });

  it.each<[string, () => Promise<string>, object]>([
    ['says so', () => answering([`Content-Length: ${MAX_BYTES + 1}`], Buffer.alloc(10)), { code: 'PAYLOAD_TOO_LARGE' }],
    [
      'does not say so',
      () => answering(['Content-Type: image/png'], Buffer.concat([PNG, Buffer.alloc(MAX_BYTES)])),
      { code: 'PAYLOAD_TOO_LARGE', message: `Media exceeds the ${MAX_BYTES} byte limit` },
    ],
    [
      'sends in chunks for ever',
      () =>
        serving((socket) => {
          socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
          const push = (): void => {
            while (!socket.destroyed && socket.write(`8000\r\n${'x'.repeat(0x8000)}\r\n`));
          };
          socket.on('drain', push);
          push();
        }),
      { code: 'PAYLOAD_TOO_LARGE' },
    ],
  ])('over the cap that %s is refused', async (_how, url, refusal) => {
    await refusesWithoutATrace({ url: await url() }, refusal);
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    [
      'breaks off',
      () => answering([`Content-Length: ${PNG.length + 50}`], PNG),
      /could not be downloaded: The connection was closed/,
    ],
    [
      'breaks off between chunks',
      () => answering(['Transfer-Encoding: chunked'], Buffer.from('5\r\nabcde\r\n')),
      /could not be downloaded/,
    ],
    [
      'is not there',
      () => serving((socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')),
      /status 404/,
    ],
    ['says nothing', () => serving(() => undefined), /No answer within 400 ms/],
    [
      'stalls',
      () => serving((socket) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab`)),
      /No answer within 400 ms/,
    ],
    ['sends nothing', () => serve(Buffer.alloc(0), 'image/png'), /empty/],
  ])('that %s is refused in plain words', async (_how, url, message) => {
    await refusesWithoutATrace(
      { url: await url() },
      { code: 'VALIDATION_FAILED', issues: [{ field: 'url', message: expect.stringMatching(message) as string }] },
    );
  });

  it.each([
    'http://127.0.0.2/x.png',
    'http://2130706434/x.png',
    'http://0x7f.0.0.2/x.png',
    'http://[::1]/x.png',
    'http://[::ffff:127.0.0.1]/x.png',
    'http://[::ffff:7f00:1]/x.png',
    'http://[64:ff9b::7f00:1]/x.png',
    'http://10.0.0.1/x.png',
    'http://169.254.169.254/latest/meta-data',
    'http://0.0.0.0/x.png',
    'http://localhost/x.png',
    'HTTP://LOCALHOST:80/x.png',
  ])('that points inside is refused: %s', async (url) => {
    await refusesWithoutATrace(
      { url },
      { code: 'URL_NOT_ALLOWED', message: expect.not.stringMatching(/127|10\.0/) as string },
    );
  });
});

describe('a file', () => {
  const picture = { base64: PNG.toString('base64'), mimetype: 'image/png' };

  it('goes if its message cannot be stored', async () => {
    const repair = await store.breakWrites();

    await expect(send(picture)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await repair();

    expect(files()).toEqual([]);
    expect(rig.factory.engine.drafts).toEqual([]);
  });

  it('stays for the sweep if nobody knows whether its message is stored', async () => {
    const { file = '' } = (await rig.intake.take(sessionId, 'image', picture)).stored;

    await rig.intake.abandon(file, new WriteInDoubtError('The database could not be written to'));
    const left = files();
    await rig.intake.abandon(file, new UnavailableError('The database takes no writes at the moment'));

    expect(left).toHaveLength(1);
    expect(files()).toEqual([]);
  });

  it('goes if the link is lost while it arrives', async () => {
    const url = await serving((socket) => {
      rig.factory.engine.end('lost');
      socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${PNG.length}\r\n\r\n`), PNG]));
    });

    await refusesWithoutATrace({ url }, { code: 'SESSION_NOT_CONNECTED' });
  });

  it('stays with a message that the engine refused', async () => {
    rig.factory.engine.beforeSend = () => {
      throw new Error('no');
    };

    await expect(send(picture)).rejects.toMatchObject({ code: 'ENGINE_FAILED' });

    const [message] = await rig.stored(sessionId);
    expect(files().map((path) => basename(path))).toEqual([basename((message?.media as { file: string }).file)]);
  });

  it('goes with the message that is deleted for everyone, and leaves the forwarded one its own', async () => {
    const { waMessageId: messageId } = await send(picture);
    const forwarded = await rig.sends.forward({ sessionId, messageId, toChatId: ALICE });
    expect(files()).toHaveLength(2);

    const deleted = await rig.messages.delete({ sessionId, messageId });
    await rig.gone(files, 1);

    expect(deleted.media).toBeNull();
    expect(files().map((path) => basename(path))).toEqual([basename((forwarded.media as { file: string }).file)]);
  });

  it('that came in once more goes, as do those of stories, of deleted chats and of deleted sessions', async () => {
    const arrive = async (overrides: Parameters<typeof observed>[0]) => {
      const { file, sizeBytes } = await rig.media.write(sessionId, 'image/png', [
        PNG,
      ] as unknown as AsyncIterable<Buffer>);
      const media = { mimetype: 'image/png', sizeBytes, file };
      rig.factory.engine.emit({
        kind: 'message',
        message: observed({ type: 'image', hasMedia: true, media, ...overrides }),
      });
    };
    await arrive({});
    const kept = files();

    await arrive({});
    await arrive({ stanzaId: '3EB07S', chatId: 'status@broadcast' as typeof ALICE });
    await rig.gone(files, 1);
    expect(files()).toEqual(kept);

    rig.factory.engine.emit({ kind: 'chat-deleted', chatId: ALICE });
    await rig.gone(files, 0);

    await arrive({ stanzaId: '3EB07T' });
    await store.commits.settled();
    await rig.sessions.delete(sessionId);
    expect(readdirSync(folder)).toEqual([]);
  });
});
