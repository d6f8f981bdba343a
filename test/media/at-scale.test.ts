import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { waitFor } from '../support/wait.js';

/**
 * Several large files at once, in and out, do not pass through the gateway's memory. The long form
 * (`npm run media:scale`) moves ten of 50 MiB; this one four of 40 MiB, enough for one file too many in memory to show
 * above what a JS heap moves by itself.
 */
const LONG = process.env.MEDIA_SCALE === 'long';
const FILES = LONG ? 10 : 4;
const MIB = 1024 * 1024;
const FILE_BYTES = (LONG ? 50 : 40) * MIB;
/** Far less than the files together, more than what is on its way of them. */
const GROWS_AT_MOST_MB = 64;
const MOVED_WITHIN_MS = LONG ? 240_000 : 60_000;
const ACCOUNT = '628123456789';
const SEND = `mutation ($input: SendDocumentInput!) {
  sendDocument(input: $input) { message { waMessageId media { sizeBytes } } }
}`;
const RECEIVED = `query ($sessionId: ID!, $chatId: Jid!) {
  messages(sessionId: $sessionId, chatId: $chatId) { messages { media { omitted sizeBytes url } } }
}`;

interface Listed {
  readonly messages: {
    readonly messages: readonly { readonly media: { omitted: boolean; sizeBytes: number; url: string | null } }[];
  };
}

let double: RunningDouble;
let gateway: TestGateway;
let server: Server;
let sessionId: string;
let origin: string;

/** A mebibyte that no two files share. */
const stretchOf = (file: number): Buffer => Buffer.alloc(MIB, `file ${file}, `);
const sha256Of = (file: number): string => {
  const hash = createHash('sha256');
  for (let i = 0; i < FILE_BYTES / MIB; i++) hash.update(stretchOf(file));
  return hash.digest('hex');
};
const contactOf = (file: number): string => `62877000${2000 + file}`;

beforeAll(async () => {
  double = await startDouble();
  gateway = await startGateway({
    env: {
      BAILEYS_SOCKET_URL: double.url,
      NODE_EXTRA_CA_CERTS: double.certFile,
      ENGINE_TYPE: 'baileys',
      MEDIA_DOWNLOAD_MAX_BYTES: String(FILE_BYTES),
      MEDIA_DOWNLOAD_TIMEOUT_MS: String(MOVED_WITHIN_MS),
    },
  });
  sessionId = await linkSession(gateway, double, { name: 'files', phone: ACCOUNT });
  server = createServer((request, response) => {
    const [, file = '0', mebibytes = '0'] = (request.url ?? '').split('/');
    response.writeHead(200, { 'content-type': 'application/pdf' });
    const stretch = stretchOf(Number(file));
    Readable.from(
      (function* () {
        for (let i = 0; i < Number(mebibytes); i++) yield stretch;
      })(),
    ).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // the first file each way loads what is loaded once
  await sendFile(0, 1);
  await receiveFile(99, stretchOf(99));
}, 60_000);

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await gateway.stop();
  await double.stop();
});

const sendFile = (file: number, mebibytes = FILE_BYTES / MIB) => {
  const chatId = `${contactOf(file)}@c.us`;
  const input = { sessionId, chatId, url: `${origin}/${file}/${mebibytes}`, filename: `${file}.pdf` };
  return gateway.query<{ sendDocument: { message: { waMessageId: string } } }>(SEND, { input });
};
const injected = (file: number, bytes: Buffer) =>
  double.control.injectMedia({
    to: ACCOUNT,
    from: contactOf(file),
    kind: 'document',
    mimetype: 'application/pdf',
    data: bytes.toString('base64'),
  });
const mediaFrom = async (file: number) => {
  const { data } = await gateway.query<Listed>(RECEIVED, { sessionId, chatId: `${contactOf(file)}@c.us` });
  return data!.messages.messages[0]?.media;
};
const receiveFile = async (file: number, bytes: Buffer) => {
  await injected(file, bytes);
  return waitFor('the file', () => mediaFrom(file), MOVED_WITHIN_MS);
};

function filesOnDisk(): readonly string[] {
  const folder = join(gateway.folder, 'data/media');
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The most memory that the gateway held while something was done, above what it held before; in MB. */
async function growthMb(work: () => Promise<unknown>): Promise<number> {
  const residentMb = (): number =>
    Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${gateway.process.pid}/status`, 'utf8'))?.[1]) / 1024;
  const before = residentMb();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, residentMb())), 10);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const grownMb = Math.max(most, residentMb()) - before;
  if (LONG) process.stdout.write(`the gateway grew by ${grownMb.toFixed(1)} MB, from ${before.toFixed(0)} MB\n`);
  return grownMb;
}
const numbers = Array.from({ length: FILES }, (_, index) => index + 1);

it(
  `sends ${FILES} files of ${FILE_BYTES / MIB} MiB at once without holding them in memory`,
  async () => {
    const before = filesOnDisk().length;
    let ids: string[] = [];

    const grownMb = await growthMb(async () => {
      const answers = await Promise.all(numbers.map((file) => sendFile(file)));
      ids = answers.map(({ data, errors }) => {
        if (!data) throw new Error(JSON.stringify(errors));
        return data.sendDocument.message.waMessageId.split('_')[2] ?? '';
      });
    });

    for (const [index, id] of ids.entries()) {
      const { data } = await double.control.receivedMedia({ phone: ACCOUNT, id, kind: 'document' });
      const sha256 = createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex');
      expect(sha256).toBe(sha256Of(numbers[index]!));
    }
    expect(filesOnDisk()).toHaveLength(before + FILES);
    expect(grownMb).toBeLessThan(GROWS_AT_MOST_MB);
  },
  MOVED_WITHIN_MS,
);

it(
  `receives ${FILES} files of ${FILE_BYTES / MIB} MiB at once without holding them in memory`,
  async () => {
    const before = filesOnDisk().length;
    const contacts = numbers.map((file) => file + 100);

    const grownMb = await growthMb(async () => {
      const whole = (file: number) => Buffer.concat(Array<Buffer>(FILE_BYTES / MIB).fill(stretchOf(file)));
      for (const file of contacts) await injected(file, whole(file));
      for (const file of contacts) await waitFor('the file', () => mediaFrom(file), MOVED_WITHIN_MS);
    });

    for (const file of contacts) {
      const media = await mediaFrom(file);
      const answer = await fetch(gateway.url + media!.url!, { headers: { 'x-api-key': gateway.key } });
      const hash = createHash('sha256').update(Buffer.from(await answer.arrayBuffer()));
      expect(hash.digest('hex')).toBe(sha256Of(file));
    }
    expect(filesOnDisk()).toHaveLength(before + FILES);
    expect(grownMb).toBeLessThan(GROWS_AT_MOST_MB);
  },
  MOVED_WITHIN_MS,
);

it(
  'refuses what is over the cap, sends nothing, and leaves nothing half-written',
  async () => {
    const before = filesOnDisk();
    const { total } = await double.control.received({ phone: ACCOUNT });

    const answers = await Promise.all(numbers.map((file) => sendFile(file, FILE_BYTES / MIB + 1)));

    for (const { errors } of answers) expect(errors?.[0]?.extensions.code).toBe('PAYLOAD_TOO_LARGE');
    expect(filesOnDisk()).toEqual(before);
    expect((await double.control.received({ phone: ACCOUNT })).total).toBe(total);
  },
  MOVED_WITHIN_MS,
);

it(
  'keeps a message whose file is over the cap, without the file',
  async () => {
    const before = filesOnDisk();

    const media = await receiveFile(200, Buffer.alloc(FILE_BYTES + 1, 'x'));

    expect(media).toEqual({ omitted: true, sizeBytes: FILE_BYTES + 1, url: null });
    expect(filesOnDisk()).toEqual(before);
  },
  MOVED_WITHIN_MS,
);
