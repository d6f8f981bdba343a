import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { startDouble, type RunningDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { startReceiver, type Receiver } from '../support/receiver.js';
import type { Report } from './contract/command/report.js';
import { runContract } from './contract/command/run.js';
import { UNKNOWN } from './contract/examples.js';

const CLI = resolve(__dirname, '../../dist/test/rest/contract/command/cli.js');
const PHONE = '628111000100';
const FRIEND = '628770001122';
const OF_CONNECTION = ['connection', 'keep-alive', 'content-length'];

let double: RunningDouble;
let receiver: Receiver;
let gateway: TestGateway;
let friendLid: string;
let session: string;
beforeAll(async () => {
  double = await startDouble({ historyChats: 0 });
  receiver = await startReceiver();
  gateway = await startGateway({
    env: { BAILEYS_SOCKET_URL: double.url, NODE_EXTRA_CA_CERTS: double.certFile },
  });
  ({ lid: friendLid } = await double.control.person({ phone: FRIEND, name: 'Rina' }));
  session = await linkSession(gateway, double, { name: 'depot-nine', phone: PHONE });
});
afterAll(async () => {
  await gateway.stop();
  await receiver.close();
  await double.stop();
});

interface Ran {
  readonly code: number;
  readonly printed: string;
  readonly told: string;
}

async function run(...args: string[]): Promise<Ran> {
  let printed = '';
  let told = '';
  const code = await runContract(args, {
    env: {},
    print: (output) => (printed += output),
    tell: (line) => (told += `${line}\n`),
    signal: new AbortController().signal,
  });
  return { code, printed, told };
}

const ask = (...args: string[]) =>
  run('--url', gateway.url, '--key', gateway.key, '--webhook-url', receiver.url, ...args);

/** What somebody else would notice of a run: what is there, and what was written. */
async function traces(): Promise<unknown> {
  const [sessions, keys, webhooks] = await Promise.all(
    ['/api/sessions', '/api/auth/api-keys', '/api/webhooks'].map((path) => gateway.rest('GET', path)),
  );
  const names = [sessions, keys].map((answer) => (answer?.body as { name: string }[]).map(({ name }) => name));
  const { total } = await double.control.received({ phone: PHONE });
  return { names, webhooks: webhooks?.body, written: total };
}

it('asks a running gateway, says what it could not ask, and leaves nothing behind', async () => {
  const before = await traces();
  const file = join(gateway.folder, 'report.json');
  const args = ['--url', gateway.url, '--key', gateway.key, '--webhook-url', receiver.url, '--json', file];

  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, told, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);

  const { totals, cases } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  expect({ code: code as number, told }).toEqual({ code: 0, told: expect.not.stringContaining('FAILED') as unknown });
  expect(printed).toMatch(/^ {2}POST \/api\/sessions +ok +ok +ok +ok +ok +-$/m);
  expect(printed).toContain(`${totals.cells} cells: ${totals.passed} passed, ${totals.notRun} not run,`);
  expect(printed).toContain('needs somebody to write to (--session ID --send-to NUMBER)');
  expect(totals).toMatchObject({ failed: 0, empty: 0 });
  expect(totals.passed + totals.notRun + totals.declared).toBe(totals.cells);
  expect(cases.find(({ covers }) => covers.includes('POST /api/infra/import-data 200'))?.outcome).toBe('not run');
  expect(await traces()).toEqual(before);
});

it('writes to whom it is told, and to nobody else', async () => {
  const { total: before } = await double.control.received({ phone: PHONE });

  const { code, printed, told } = await ask(
    '--session',
    session,
    '--send-to',
    `+${FRIEND}`,
    '--only',
    'messages,kinds,bulk',
  );

  const { messages } = await double.control.received({ phone: PHONE, since: before, limit: 100 });
  expect({ code, told }).toEqual({ code: 0, told: expect.not.stringContaining('FAILED') as unknown });
  expect(printed).toMatch(/^ {2}POST \S+\/send-text +ok/m);
  expect(messages.length).toBeGreaterThan(10);
  expect([...new Set(messages.map(({ to }) => to))]).toEqual([`${friendLid}@lid`]);
});

it('says what is asked of the address for webhooks, where the gateway does not take it', async () => {
  const { code, told } = await ask('--webhook-url', 'http://10.0.0.9/hook', '--only', 'webhooks');

  expect(code).toBe(1);
  expect(told).toContain('a webhook for http://10.0.0.9/hook was answered 400 instead of 201');
  expect(told).toContain('gets a 2xx from (--webhook-url)');
});

it('is stopped after the case that is under way, and leaves nothing behind either', async () => {
  const before = await traces();
  const stop = new AbortController();
  let told = '';

  const code = await runContract(['--url', gateway.url, '--key', gateway.key, '--only', 'keys,low-role,audit'], {
    env: {},
    print: () => undefined,
    tell: (line) => {
      told += line;
      stop.abort();
    },
    signal: stop.signal,
  });

  expect(code).toBe(2);
  expect(told).toMatch(/^keys .*it was stopped/);
  expect(await traces()).toEqual(before);
});

describe('a gateway that is not as documented', () => {
  let wrong: Server;
  let url: string;
  beforeAll(async () => {
    wrong = createServer((request, response) => void spoil(request, response));
    wrong.listen(0, '127.0.0.1');
    await once(wrong, 'listening');
    url = `http://127.0.0.1:${(wrong.address() as AddressInfo).port}`;
  });
  afterAll(() => wrong.close());

  /** Passes everything on, and takes two liberties: another status, and a field that is not there. */
  async function spoil(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    const given = ['x-api-key', 'x-request-id', 'content-type'].flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    });
    const body = await text(request);
    const answer = await fetch(gateway.url + path, { method, headers: given, ...(body !== '' && { body }) });
    const content = await answer.text();
    const isCreation = method === 'POST' && path === '/api/auth/api-keys' && answer.status === 201;
    const isSearch = path.startsWith('/api/search') && answer.status === 200;
    const shown = [...answer.headers].filter(([name]) => !OF_CONNECTION.includes(name));
    response.writeHead(isCreation ? 200 : answer.status, Object.fromEntries(shown));
    response.end(isSearch ? JSON.stringify({ ...(JSON.parse(content) as object), total: undefined }) : content);
  }

  it.each([
    ['keys', 'POST /api/auth/api-keys', 'POST /api/auth/api-keys answers 200; documented are 201'],
    ['search', 'GET /api/search', "must have required property 'total'"],
  ])('fails the run, which names the route: %s', async (area, route, objection) => {
    const before = await traces();

    const { code, printed, told } = await run('--url', url, '--key', gateway.key, '--only', area);

    expect(code).toBe(1);
    expect(told).toContain('FAILED');
    expect(told).toContain(objection);
    expect(printed).toMatch(new RegExp(`^ {2}${route} +FAIL`, 'm'));
    // a key that was made, and told of with the wrong status, goes as well
    expect(await traces()).toEqual(before);
  });
});

describe('what it cannot do anything with', () => {
  let nowhere: string;
  beforeAll(async () => {
    const closed = await startReceiver();
    await closed.close();
    nowhere = `http://127.0.0.1:${closed.port}`;
  });

  it.each([
    ['no address', () => ['--key', 'k'], '--url is missing'],
    ['no key', () => ['--url', gateway.url], '--key is missing'],
    ['no http address', () => ['--url', 'gateway:2785', '--key', 'k'], '--url is no http or https address'],
    ['nobody there', () => ['--url', nowhere, '--key', 'k'], 'cannot be reached (fetch failed: ECONNREFUSED)'],
    ['no gateway there', () => ['--url', receiver.url, '--key', 'k'], 'not as a gateway does'],
    ['a wrong key', () => ['--url', gateway.url, '--key', 'wrong'], 'the key is refused (401, Invalid API key)'],
    ['an unknown area', () => ['--url', gateway.url, '--key', gateway.key, '--only', 'kays'], '--only knows no kays'],
    ['an unknown flag', () => ['--uri', gateway.url], "Unknown option '--uri'"],
    ['an unknown session', () => ['--url', gateway.url, '--key', gateway.key, '--session', UNKNOWN], '(depot-nine)'],
    [
      'somebody to write to, and nobody to do it',
      () => ['--url', gateway.url, '--key', gateway.key, '--send-to', FRIEND],
      '--send-to needs --session',
    ],
    [
      'a report that cannot be written',
      () => ['--url', gateway.url, '--key', gateway.key, '--only', 'search', '--json', '/nowhere/report.json'],
      'the report cannot be written: ENOENT',
    ],
    [
      'nothing but cases that lack something',
      () => ['--url', gateway.url, '--key', gateway.key, '--only', 'labels'],
      'none of these cases has what it needs',
    ],
  ])('is told, with the way out, and is no failure: %s', async (_what, args, says) => {
    const { code, told } = await run(...args());

    expect({ code, told }).toEqual({ code: 2, told: expect.stringContaining(says) as unknown });
  });

  it('wants an admin key, because it makes keys', async () => {
    const made = await gateway.rest('POST', '/api/auth/api-keys', { body: { name: 'viewer', role: 'viewer' } });
    const { apiKey } = made.body as { apiKey: string };

    const { code, told } = await run('--url', gateway.url, '--key', apiKey);

    expect({ code, told }).toEqual({ code: 2, told: expect.stringContaining('takes an admin key') as unknown });
  });
});

it('tells of every flag and area', async () => {
  const { code, printed } = await run('--help');

  expect(code).toBe(0);
  for (const word of ['--url', '--send-to', 'unknown-session', 'METRICS_TOKEN']) expect(printed).toContain(word);
});

it('waits while the rate limit has no room, and gives up where that would take an hour', async () => {
  const limited = await startGateway({
    env: { RATE_LIMIT_SHORT_LIMIT: '4', RATE_LIMIT_SHORT_TTL: '2000', RATE_LIMIT_LONG_LIMIT: '9' },
  });
  const args = ['--url', limited.url, '--key', limited.key];
  try {
    const patient = await run(...args, '--only', 'audit');
    const impatient = await run(...args, '--only', 'audit');

    expect(patient.code).toBe(0);
    expect(patient.told).toMatch(/^waiting [12] s: the rate limit of the gateway$/m);
    expect(impatient.code).toBe(2);
    expect(impatient.told).toMatch(/has room again in \d{4} s only: come back then, or raise RATE_LIMIT_LONG_LIMIT$/m);
  } finally {
    await limited.stop();
  }
});
