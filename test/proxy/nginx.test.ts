import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { startDouble, type RunningDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { AMBIGUOUS_REQUESTS, BARE_LF_REQUESTS, sendRaw } from '../support/raw-http.js';
import { waitFor } from '../support/wait.js';
import { tlsClient, type Answer, type TlsClient } from './client.js';
import { startNginx, type RunningNginx } from './nginx.js';

const BUDGET = 200;
const PHONE = '628123456789';
const RINA = { phone: '628770001122', name: 'Rina' };

let double: RunningDouble;
let gateway: TestGateway;
let nginx: RunningNginx;
let client: TlsClient;
let sessionId: string;

beforeAll(async () => {
  double = await startDouble({ media: true });
  await double.control.person(RINA);
  gateway = await startGateway({
    env: {
      BAILEYS_SOCKET_URL: double.url,
      NODE_EXTRA_CA_CERTS: double.certFile,
      TRUSTED_PROXIES: '127.0.0.1',
      RATE_LIMIT_MEDIUM_LIMIT: String(BUDGET),
    },
  });
  nginx = await startNginx(Number(new URL(gateway.url).port));
  client = tlsClient(nginx.httpsPort, nginx.ca);
  sessionId = await linkSession(gateway, double, { name: 'shop', phone: PHONE });
});
afterAll(async () => {
  await nginx.stop();
  await gateway.stop();
  await double.stop();
});

/** Every test is another caller, so that none uses up the budget of the next. */
let callers = 1;
let from: string;
beforeEach(() => (from = `127.0.1.${callers++}`));

const json = { 'content-type': 'application/json' };
const keyed = (): Record<string, string> => ({ 'x-api-key': gateway.key });
const query = (text: string): Promise<Answer> =>
  client.ask({
    method: 'POST',
    path: '/graphql',
    headers: { ...keyed(), ...json },
    body: JSON.stringify({ query: text }),
    from,
  });
const write = (text: string): Promise<unknown> =>
  double.control.inject({ to: PHONE, from: RINA.phone, name: RINA.name, text });

/** Whenever the subscription begins, somebody writes until it hears. */
const live = (heard: () => string): Promise<boolean> =>
  waitFor('the subscription', async () => {
    await write('Are you there?');
    return heard().includes('Are you there?');
  });

const socketUrl = (): string => `wss://localhost:${nginx.httpsPort}/graphql`;
/** A socket to the proxy, as graphql-ws wants it. */
const trusting = (sockets: WebSocket[] = []) =>
  class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { ca: nginx.ca });
      sockets.push(this);
    }
  };
const subscriber = (sockets?: WebSocket[]): Client =>
  createClient({ url: socketUrl(), webSocketImpl: trusting(sockets), connectionParams: { 'X-API-Key': gateway.key } });

const SUBSCRIPTION = 'subscription { messageReceived { message { body } } }';
const openEvents = () =>
  client.open({
    method: 'POST',
    path: '/graphql',
    headers: { ...keyed(), ...json, accept: 'text/event-stream' },
    body: JSON.stringify({ query: SUBSCRIPTION }),
    from,
  });

describe('through nginx', () => {
  it('GraphQL answers over TLS', async () => {
    const answer = await query('{ sessions { name status } }');

    expect(answer.json()).toEqual({ data: { sessions: [{ name: 'shop', status: 'READY' }] } });
  });

  it('REST answers, with the rate limit and the id of the request', async () => {
    const answer = await client.ask({
      path: '/api/sessions',
      headers: { ...keyed(), 'x-request-id': 'seen-by-both' },
      from,
    });

    expect(answer.json<{ id: string }[]>()).toMatchObject([{ id: sessionId, status: 'ready' }]);
    expect(answer.headers).toMatchObject({ 'x-ratelimit-limit': String(BUDGET), 'x-request-id': 'seen-by-both' });
  });

  it('plain HTTP is sent on to TLS', async () => {
    const answer = await fetch(`http://127.0.0.1:${nginx.httpPort}/api/health`, { redirect: 'manual' });

    expect([answer.status, answer.headers.get('location')]).toEqual([308, 'https://127.0.0.1/api/health']);
  });

  it('a message reaches a subscriber over WebSocket', async () => {
    const socket = subscriber();
    let text = '';
    socket.subscribe(
      { query: SUBSCRIPTION },
      { next: (event) => (text += JSON.stringify(event)), error: () => undefined, complete: () => undefined },
    );
    await live(() => text);

    await write('over WebSocket');
    await waitFor('the message', () => text.includes('"body":"over WebSocket"'), 2000);

    await socket.dispose();
  });

  it('a page of this host may open a socket, a page of another may not', async () => {
    const opened = (origin: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(socketUrl(), 'graphql-transport-ws', { ca: nginx.ca, origin });
        socket.on('open', () => resolve('open')).on('error', (error) => resolve(error.message));
        socket.on('open', () => socket.close());
      });

    expect(await opened(`https://localhost:${nginx.httpsPort}`)).toBe('open');
    expect(await opened('https://elsewhere.example')).toContain('403');
  });

  it('events over SSE come one by one, while the answer stays open', async () => {
    const answer = await openEvents();
    let text = '';
    answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await live(() => text);

    for (const body of ['one', 'two', 'three']) {
      await write(body);
      await waitFor(`"${body}" over SSE`, () => text.includes(`"body":"${body}"`), 2000);
    }

    expect(answer.headers['content-type']).toContain('text/event-stream');
    answer.destroy();
  });

  it('a subscription to which nothing happens shows a sign of life, over WebSocket and SSE', async () => {
    const sockets: WebSocket[] = [];
    const client = subscriber(sockets);
    void client.iterate({ query: SUBSCRIPTION }).next();
    const answer = await openEvents();
    let text = '';
    answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const socket = await waitFor('a socket', () => sockets[0]);
    let pings = 0;
    socket.on('ping', () => (pings += 1));

    await waitFor('a ping', () => pings > 0, 20_000);
    await waitFor('a comment', () => text.startsWith(':'), 20_000);

    answer.destroy();
    await client.dispose();
  });

  it('a client that has used up its budget gets 429, and every other client has its own', async () => {
    const spend = (from: string, headers: Record<string, string> = {}) =>
      client.ask({ path: '/api/sessions', headers: { ...keyed(), ...headers }, from });
    const one = '127.0.2.1';
    const statuses = await Promise.all(Array.from({ length: BUDGET }, async () => (await spend(one)).status));

    const refused = await spend(one);

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await spend('127.0.2.2')).status).toBe(200);
    expect((await spend(one, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(429);
  });

  it('a key that is limited to addresses is held to that of the client', async () => {
    const made = await gateway.rest('POST', '/api/auth/api-keys', {
      body: { name: 'one place', allowedIps: ['127.0.3.1'] },
    });
    const { apiKey } = made.body as { apiKey: string };
    const at = (from: string) => client.ask({ path: '/api/sessions', headers: { 'x-api-key': apiKey }, from });

    expect([(await at('127.0.3.1')).status, (await at('127.0.3.2')).status]).toEqual([200, 401]);
  });

  it('a file of 20 MB is sent and comes back as it was', async () => {
    const file = randomBytes(20_000_000);
    const form = new FormData();
    const SEND = 'mutation ($input: SendDocumentInput!) { sendDocument(input: $input) { message { media { url } } } }';
    const input = { sessionId, chatId: `${RINA.phone}@c.us`, upload: null };
    form.append('operations', JSON.stringify({ query: SEND, variables: { input } }));
    form.append('map', JSON.stringify({ 0: ['variables.input.upload'] }));
    form.append('0', new Blob([file], { type: 'application/zip' }), 'archive.zip');
    const encoded = new Response(form);

    const sent = await client.ask({
      method: 'POST',
      path: '/graphql',
      headers: { ...keyed(), 'content-type': encoded.headers.get('content-type') ?? '' },
      body: Buffer.from(await encoded.arrayBuffer()),
      from,
    });
    const { data } = sent.json<{ data: { sendDocument: { message: { media: { url: string } } } } }>();
    const fetched = await client.ask({ path: data.sendDocument.message.media.url, headers: keyed(), from });

    expect(fetched.body.equals(file)).toBe(true);
  });

  it('what is too large is refused by the gateway, in JSON', async () => {
    const answer = await client.ask({
      method: 'POST',
      path: `/api/sessions/${sessionId}/messages/send-text`,
      headers: { ...keyed(), ...json },
      body: JSON.stringify({ chatId: `${RINA.phone}@c.us`, text: 'x'.repeat(27_000_000) }),
      from,
    });

    expect([answer.status, answer.json()]).toEqual([
      413,
      { statusCode: 413, message: 'request entity too large', error: 'Payload Too Large' },
    ]);
  });
});

describe('a request that two servers could read differently', () => {
  const target = () => ({ port: nginx.httpsPort, ca: nginx.ca });

  it.each(Object.entries(AMBIGUOUS_REQUESTS))('%s: is answered 400 and the connection ends', async (_name, bytes) => {
    expect(await sendRaw(target(), bytes)).toEqual({ statuses: [400], isClosed: true });
  });

  // nginx takes a bare LF, as RFC 9112 allows, and sends on what it understood with CRLF
  it.each(Object.entries(BARE_LF_REQUESTS))('%s: reaches the gateway as one plain request', async (_name, bytes) => {
    expect((await sendRaw(target(), bytes)).statuses).toEqual([200]);
  });
});

it('shows the documented API as it is: npm run contract passes through it', async () => {
  const cli = resolve(__dirname, '../../dist/test/rest/contract/command/cli.js');
  const ca = join(gateway.folder, 'nginx-ca.pem');
  writeFileSync(ca, nginx.ca);
  const url = `https://localhost:${nginx.httpsPort}`;
  const args = [cli, '--url', url, '--key', gateway.key, '--only', 'keys,templates,search,no-key'];

  const child = spawn(process.execPath, args, { env: { ...process.env, NODE_EXTRA_CA_CERTS: ca } });
  const [printed, told, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);

  expect({ code: code as number, told }).toEqual({ code: 0, told: expect.not.stringContaining('FAILED') as unknown });
  expect(printed).toMatch(/^ {2}GET \/api\/search +ok +ok +ok/m);
});
