import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDouble, type RunningDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { startReceiver, type Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';

const PHONE = '628111000300';
const FRIEND = '628770003344';
const CHAT = `${FRIEND}@c.us`;
/** More than 25 MB, which is all that Yoga would take by itself. */
const MAX_BYTES = 27_000_000;
const WEBHOOK_MAX_BYTES = 50_000;
const SECRET = 'orchid-lantern-42';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const SEND_IMAGE = `mutation ($input: SendImageInput!) { sendImage(input: $input) { message { id waMessageId body
  media { mimetype filename sizeBytes omitted url } } } }`;
const SEND_DOCUMENT = SEND_IMAGE.replaceAll('Image', 'Document');

interface Answer {
  readonly status: number;
  readonly data?: Record<string, { readonly message: Shown }> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}
interface Shown {
  readonly id: string;
  readonly waMessageId: string;
  readonly body: string;
  readonly media: {
    readonly url: string;
    readonly mimetype: string;
    readonly filename: string;
    readonly sizeBytes: number;
  };
}

let double: RunningDouble;
let gateway: TestGateway;
let receiver: Receiver;
let sessionId: string;
let viewer: string;
let stranger: string;

beforeAll(async () => {
  double = await startDouble({ media: true });
  gateway = await startGateway({
    env: {
      BAILEYS_SOCKET_URL: double.url,
      NODE_EXTRA_CA_CERTS: double.certFile,
      MEDIA_DOWNLOAD_MAX_BYTES: String(MAX_BYTES),
      WEBHOOK_MEDIA_MAX_BYTES: String(WEBHOOK_MAX_BYTES),
    },
  });
  receiver = await startReceiver();
  await double.control.person({ phone: FRIEND, name: 'Rina' });
  sessionId = await linkSession(gateway, double, { name: 'depot', phone: PHONE });
  viewer = await newKey({ role: 'viewer' });
  stranger = await newKey({ role: 'admin', allowedSessions: ['00000000-0000-4000-8000-000000000000'] });
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  await receiver.close();
  await double.stop();
});

const newKey = async (fields: Record<string, unknown>): Promise<string> => {
  const { body } = await gateway.rest('POST', '/api/auth/api-keys', { body: { name: 'a key', ...fields } });
  return (body as { apiKey: string }).apiKey;
};
const below = (): string[] =>
  readdirSync(join(gateway.folder, 'data/media'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
/** The files of messages, and those that wait for one. */
const stored = (): string[] =>
  below()
    .filter((path) => !path.includes('/incoming/'))
    .sort();
const incoming = (): string[] => below().filter((path) => path.includes('/incoming/'));

/** A request with files, as the GraphQL multipart request specification has it. */
async function upload(
  query: string,
  input: Record<string, unknown>,
  files: readonly Blob[] = [new Blob([PNG], { type: 'image/png' })],
  { key = gateway.key, map = { 0: ['variables.input.upload'] } as unknown, filename = 'pixel.png', order = 'omf' } = {},
): Promise<Answer> {
  const form = new FormData();
  const parts: Record<string, () => void> = {
    o: () =>
      form.append(
        'operations',
        JSON.stringify({ query, variables: { input: { sessionId, chatId: CHAT, upload: null, ...input } } }),
      ),
    m: () => form.append('map', typeof map === 'string' ? map : JSON.stringify(map)),
    f: () => files.forEach((file, index) => form.append(String(index), file, filename)),
  };
  for (const part of order) parts[part]?.();
  const answer = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'x-api-key': key }, body: form });
  return { status: answer.status, ...((await answer.json()) as object) } as Answer;
}
const get = (path: string, key: string | null = gateway.key, method = 'GET') =>
  fetch(gateway.url + path, { method, headers: key === null ? {} : { 'x-api-key': key } });

describe('a file that comes with the request', () => {
  it('is sent, shown and handed out again', async () => {
    const { data, errors } = await upload(SEND_IMAGE, { caption: 'look', filename: 'Packliste 📦 "1".png' });

    expect(errors).toBeUndefined();
    const { body, media, id } = data?.sendImage?.message ?? ({} as Shown);
    expect({ body, media }).toEqual({
      body: 'look',
      media: {
        mimetype: 'image/png',
        filename: 'Packliste 📦 "1".png',
        sizeBytes: PNG.length,
        omitted: false,
        url: `/media/${id}`,
      },
    });
    const answer = await get(media.url, viewer);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PNG);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PNG.length),
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="Packliste __ _1_.png"; filename*=UTF-8''Packliste%20%F0%9F%93%A6%20%221%22.png`,
    });
    expect((await get(media.url, gateway.key, 'HEAD')).headers.get('content-length')).toBe(String(PNG.length));
  });

  it('keeps the name and the type that the part states', async () => {
    const { data } = await upload(SEND_DOCUMENT, {}, [new Blob(['a,b'], { type: 'text/csv' })], {
      filename: 'list.csv',
    });

    expect(data?.sendDocument?.message).toMatchObject({
      body: 'list.csv',
      media: { mimetype: 'text/csv', filename: 'list.csv', sizeBytes: 3 },
    });
  });

  it('of exactly the cap is sent', async () => {
    const whole = new Blob([new Uint8Array(MAX_BYTES)], { type: 'application/zip' });

    const { data } = await upload(SEND_DOCUMENT, {}, [whole], { filename: 'whole.zip' });

    expect(data?.sendDocument?.message.media.sizeBytes).toBe(MAX_BYTES);
  });

  const big = new Blob([new Uint8Array(MAX_BYTES + 1)], { type: 'image/png' });
  it.each<[string, () => Promise<Answer>, number, string]>([
    ['is over the cap', () => upload(SEND_IMAGE, {}, [big]), 413, 'PAYLOAD_TOO_LARGE'],
    ['comes from a viewer', () => upload(SEND_IMAGE, {}, undefined, { key: viewer }), 403, 'FORBIDDEN'],
    ['comes without a key', () => upload(SEND_IMAGE, {}, undefined, { key: 'nonsense' }), 401, 'UNAUTHENTICATED'],
    ['is of another session', () => upload(SEND_IMAGE, {}, undefined, { key: stranger }), 200, 'SESSION_NOT_ALLOWED'],
    ['comes before its map', () => upload(SEND_IMAGE, {}, undefined, { order: 'ofm' }), 400, 'VALIDATION_FAILED'],
    ['comes without a map', () => upload(SEND_IMAGE, {}, undefined, { order: 'of' }), 400, 'VALIDATION_FAILED'],
    [
      'is mapped to nowhere',
      () => upload(SEND_IMAGE, {}, undefined, { map: { 0: ['variables.input.__proto__.x'] } }),
      400,
      'VALIDATION_FAILED',
    ],
    [
      'is mapped over the query',
      () => upload(SEND_IMAGE, {}, undefined, { map: { 0: ['query'] } }),
      400,
      'VALIDATION_FAILED',
    ],
    ['has a map that is no JSON', () => upload(SEND_IMAGE, {}, undefined, { map: '{' }), 400, 'VALIDATION_FAILED'],
    [
      'is one of too many',
      () => upload(SEND_IMAGE, {}, Array<Blob>(11).fill(new Blob([PNG]))),
      400,
      'VALIDATION_FAILED',
    ],
    ['is not there', () => upload(SEND_IMAGE, {}, []), 400, 'VALIDATION_FAILED'],
    ['nobody asked for', () => upload('{ me { role } }', {}, undefined, { map: {} }), 200, ''],
    ['comes beside a URL', () => upload(SEND_IMAGE, { url: 'http://127.0.0.1:9/' }), 200, 'VALIDATION_FAILED'],
    [
      'is something else',
      () => upload(SEND_IMAGE, {}, [new Blob(['%PDF-1.4 and so on, for a while'], { type: 'image/png' })]),
      200,
      'VALIDATION_FAILED',
    ],
    [
      'has a name of 300 characters',
      () => upload(SEND_IMAGE, {}, undefined, { filename: 'x'.repeat(300) }),
      200,
      'VALIDATION_FAILED',
    ],
    ['goes to no chat', () => upload(SEND_IMAGE, { chatId: 'nobody' }), 400, 'INVALID_JID'],
  ])('that %s is refused, and nothing of it stays', async (_what, request, status, code) => {
    const before = stored();

    const answer = await request();

    expect({ status: answer.status, code: answer.errors?.[0]?.extensions.code ?? '' }).toEqual({ status, code });
    await waitFor('nothing on its way', () => incoming().length === 0);
    expect(stored()).toEqual(before);
  });

  it('whose sender leaves in the middle goes', async () => {
    const before = stored();
    const leaving = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const text = (name: string, value: string) =>
          `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
        const head =
          text('operations', JSON.stringify({ query: SEND_IMAGE, variables: { input: { upload: null } } })) +
          text('map', '{"0":["variables.input.upload"]}') +
          '--b\r\nContent-Disposition: form-data; name="0"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n';
        controller.enqueue(new TextEncoder().encode(head));
        controller.enqueue(new Uint8Array(100_000));
      },
    });
    const request = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'x-api-key': gateway.key, 'content-type': 'multipart/form-data; boundary=b' },
      body,
      duplex: 'half',
      signal: leaving.signal,
    } as RequestInit);
    await waitFor('a file on its way', () => incoming().length === 1);

    leaving.abort();

    await expect(request).rejects.toThrow();
    await waitFor('its end', () => incoming().length === 0);
    expect(stored()).toEqual(before);
  });
});

describe('a file that is handed out', () => {
  let url: string;
  beforeAll(async () => {
    url = (await upload(SEND_IMAGE, {})).data?.sendImage?.message.media.url ?? '';
  });

  it.each<[string, () => Promise<Response>, number]>([
    ['no key', () => get(url, null), 401],
    ['a key that does not exist', () => get(url, 'nonsense'), 401],
    ['a key of another session', () => get(url, stranger), 401],
    ['an unknown message', () => get('/media/00000000-0000-7000-8000-000000000000'), 404],
    ['a path instead of an id', () => get('/media/..%2f..%2fopenwa.sqlite'), 404],
    ['no id', () => get('/media'), 404],
    ['another method', () => get(url, gateway.key, 'DELETE'), 405],
  ])('is not, for %s', async (_what, request, status) => {
    const answer = await request();

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ statusCode: status });
  });
});

describe('a file that is received', () => {
  const arrive = async (sizeBytes: number) => {
    const count = receiver.requests.length;
    await double.control.injectMedia({
      to: PHONE,
      from: FRIEND,
      kind: 'document',
      sizeBytes,
      mimetype: 'application/pdf',
    });
    await receiver.received(count + 1);
    const request = receiver.requests[count];
    if (request === undefined) throw new Error('nothing was delivered');
    return request;
  };
  beforeAll(async () => {
    await gateway.rest('POST', `/api/sessions/${sessionId}/webhooks`, {
      body: { url: receiver.url, events: ['message.received'], secret: SECRET },
    });
  });

  it('reaches webhooks with its bytes up to WEBHOOK_MEDIA_MAX_BYTES, and the signature covers them', async () => {
    const request = await arrive(WEBHOOK_MAX_BYTES);

    const { media } = request.json().data as { media: { data: string } & Record<string, unknown> };
    expect(media).toMatchObject({ mimetype: 'application/pdf', sizeBytes: WEBHOOK_MAX_BYTES });
    expect(Buffer.from(media.data, 'base64')).toHaveLength(WEBHOOK_MAX_BYTES);
    const signature = createHmac('sha256', SECRET).update(request.body).digest('hex');
    expect(request.headers['x-openwa-signature']).toBe(`sha256=${signature}`);
  });

  it('over that comes without its bytes, and can be fetched', async () => {
    const request = await arrive(WEBHOOK_MAX_BYTES + 1);

    const { media, id } = request.json().data as { media: Record<string, unknown>; id: string };
    expect(media).toEqual({ mimetype: 'application/pdf', sizeBytes: WEBHOOK_MAX_BYTES + 1 });
    const { data } = await gateway.query<{ messages: { messages: Shown[] } }>(
      'query ($id: ID!) { messages(sessionId: $id, limit: 1) { messages { waMessageId media { url } } } }',
      { id: sessionId },
    );
    const [message] = data?.messages.messages ?? [];
    expect(message?.waMessageId).toBe(id);
    expect((await (await get(message?.media.url ?? '')).arrayBuffer()).byteLength).toBe(WEBHOOK_MAX_BYTES + 1);
  });

  it('over the cap is omitted', async () => {
    const request = await arrive(MAX_BYTES + 1);

    expect(request.json().data).toMatchObject({ hasMedia: true, media: { omitted: true } });
  });
});

it('everything goes with its session', async () => {
  await gateway.rest('DELETE', `/api/sessions/${sessionId}`);

  expect(below()).toEqual([]);
});
