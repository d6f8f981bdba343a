import { ALICE, GROUP, ME } from '../sessions/rig.js';
import { outbound } from '../store/store-fixture.js';
import { startRestFixture, type RestFixture } from './rest-fixture.js';

const ROUTE = 'GET /api/sessions/{sessionId}/messages/{chatId}/{messageId}/reactions';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const messageId = `true_${ALICE}_M1`;

let rest: RestFixture;
let sessionId: string;

beforeAll(async () => {
  rest = await startRestFixture();
});
beforeEach(async () => {
  sessionId = (await rest.gateway.rig.createReady()).id;
  await rest.gateway.store.commits.write([outbound('M1', { sessionId })]);
});
afterAll(() => rest.stop());

const reactions = (changes: Record<string, string> = {}) =>
  rest.call<unknown>(ROUTE, { sessionId, chatId: ALICE, messageId, ...changes });
const react = (emoji: string, sender = ALICE) => {
  rest.gateway.rig.factory.engine.emit({ kind: 'reaction', chatId: ALICE, stanzaId: 'M1', emoji, sender });
  return rest.gateway.store.commits.settled();
};

it('are shown by what they are, each with who made it and when', async () => {
  const before = Math.floor(Date.now() / 1000);
  await react('👍');
  await react('👍', ME);
  await react('❤️', GROUP);

  const { status, body } = await reactions();

  const sender = (senderId: string, emoji: string) => ({ senderId, emoji, timestamp: expect.any(Number) as unknown });
  expect(status).toBe(200);
  expect(body).toEqual([
    { emoji: '👍', senders: [sender(ALICE, '👍'), sender(ME, '👍')] },
    { emoji: '❤️', senders: [sender(GROUP, '❤️')] },
  ]);
  const [{ senders }] = body as [{ senders: [{ timestamp: number }] }];
  expect(senders[0].timestamp).toBeGreaterThanOrEqual(before);
  expect(senders[0].timestamp).toBeLessThanOrEqual(Date.now() / 1000);
});

it('are gone when they are taken back', async () => {
  await react('👍');
  await react('');

  expect(await reactions()).toEqual({ status: 200, body: [] });
});

it('have the time of their message where theirs was not kept', async () => {
  const old = { sessionId, sentAt: 1_782_461_730_000, metadata: JSON.stringify({ reactions: { [ALICE]: '👍' } }) };
  await rest.gateway.store.commits.write([outbound('M2', old)]);

  const { body } = await reactions({ messageId: `true_${ALICE}_M2` });

  expect(body).toEqual([{ emoji: '👍', senders: [{ senderId: ALICE, emoji: '👍', timestamp: 1_782_461_730 }] }]);
});

it('are not found for a message that is unknown, or in another chat, or of a session that is unknown', async () => {
  const answers = [
    await reactions({ messageId: 'true_x_y' }),
    await reactions({ chatId: GROUP }),
    await reactions({ sessionId: UNKNOWN }),
    await reactions({ chatId: 'nobody' }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 400]);
});
