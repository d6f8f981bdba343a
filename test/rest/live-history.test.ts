import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRestHandler } from '../../rest/handler.js';
import { schema } from '../../schema/index.js';
import type { ObservedMessage } from '../../src/domain/message.js';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import { logger, startFixture, type Fixture } from '../graphql/fixture.js';
import { ALICE } from '../sessions/rig.js';
import { described, documented } from './contract-judge.js';

const ROUTE = 'GET /api/sessions/{sessionId}/messages/{chatId}/history';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const OWN = '628123456789@c.us';

let gateway: Fixture;
let server: Server;
let sessionId: string;
const engine = () => gateway.rig.factory.engine;

beforeAll(async () => {
  gateway = await startFixture();
  const handler = createRestHandler({
    schema,
    config: { production: false, bodyLimitBytes: 1000, corsOrigins: [] },
    logger,
    contextFor: () => Promise.resolve(gateway.context()),
  });
  server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await gateway.stop();
});
beforeEach(async () => {
  sessionId = (await gateway.rig.createReady()).id;
});
afterEach(() => (gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES)));

/** Asks for the history, and lets the documented file and our own document judge the answer. */
async function history(query = '', chatId: string = ALICE, session = sessionId) {
  const { port } = server.address() as AddressInfo;
  const path = `/api/sessions/${session}/messages/${encodeURIComponent(chatId)}/history`;
  const response = await fetch(`http://127.0.0.1:${port}${path}${query}`);
  const answer = { status: response.status, body: (await response.json()) as unknown };
  expect(documented.objections(ROUTE, answer)).toEqual([]);
  expect(described.objections(ROUTE, answer)).toEqual([]);
  return answer;
}

const message = (fromMe: boolean, stanzaId: string, body: string, sentAt: string): ObservedMessage => ({
  stanzaId,
  chatId: ALICE,
  fromMe,
  author: fromMe ? gateway.rig.registry.able(sessionId).own : ALICE,
  type: 'text',
  body,
  sentAt: new Date(sentAt),
  hasMedia: false,
});

it('shows what WhatsApp has of a chat, newest first', async () => {
  engine().answers.history = [
    message(true, '3EB0A1', 'Is the truck there?', '2026-06-26T08:15:30Z'),
    message(false, '3EB0A2', 'It is.', '2026-06-26T08:16:30Z'),
  ];

  const { status, body } = await history();

  const both = { chatId: ALICE, type: 'text', isGroup: false };
  expect(status).toBe(200);
  expect(body).toEqual([
    {
      ...both,
      id: `false_${ALICE}_3EB0A2`,
      from: ALICE,
      to: OWN,
      author: ALICE,
      body: 'It is.',
      fromMe: false,
      timestamp: 1782461790,
    },
    {
      ...both,
      id: `true_${ALICE}_3EB0A1`,
      from: OWN,
      to: ALICE,
      author: OWN,
      body: 'Is the truck there?',
      fromMe: true,
      timestamp: 1782461730,
    },
  ]);
});

it.each([
  ['', 50],
  ['?limit=7', 7],
  ['?limit=0', 1],
  ['?limit=5000', 100],
  ['?limit=5000&deep=true', 2000],
  ['?limit=many', 50],
])('asks for as many as documented: "%s" are %d', async (query, limit) => {
  await history(query);

  expect(engine().asked).toEqual([['history', ALICE, limit]]);
});

it('refuses an address that is none, a session nobody knows and one that is not connected', async () => {
  const idle = await gateway.services.sessions.create({ name: `idle-${sessionId.slice(0, 8)}` });

  const answers = [
    await history('', 'nobody'),
    await history('', ALICE, UNKNOWN),
    await history('', ALICE, idle.id),
    await history('?deep=perhaps'),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 404, 409, 400]);
  expect(engine().asked).toEqual([]);
});

it('is not for an engine that cannot ask', async () => {
  gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES.filter((name) => name !== 'LIVE_HISTORY'));
  sessionId = (await gateway.rig.createReady()).id;

  expect((await history()).status).toBe(501);
});
