import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import { ALICE } from '../sessions/rig.js';
import { waitFor } from '../support/wait.js';
import { startRestFixture, type RestFixture } from './rest-fixture.js';

const SUBMIT = 'POST /api/sessions/{sessionId}/messages/send-bulk';
const STATUS = 'GET /api/sessions/{sessionId}/messages/batch/{batchId}';
const CANCEL = 'POST /api/sessions/{sessionId}/messages/batch/{batchId}/cancel';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const BODY = { batchId: 'news', messages: [{ chatId: ALICE, type: 'text', content: { text: 'one' } }] };

let rest: RestFixture;
let sessionId: string;

beforeAll(async () => {
  rest = await startRestFixture();
});
beforeEach(async () => {
  sessionId = (await rest.gateway.rig.createReady()).id;
});
afterAll(() => rest.stop());

const named = (batchId = 'news') => ({ sessionId, batchId });
const over = () =>
  waitFor('the end of the batch', async () => {
    const { body } = await rest.call(STATUS, named());
    return ['pending', 'processing'].includes(body.status as string) ? undefined : body;
  });

it('answers 202 with where to ask, and then what became of every message', async () => {
  const submitted = await rest.call(SUBMIT, { sessionId }, { body: BODY });
  const done = await over();

  expect(submitted).toEqual({
    status: 202,
    body: {
      batchId: 'news',
      status: 'pending',
      totalMessages: 1,
      estimatedCompletionTime: expect.any(String) as unknown,
      statusUrl: `/api/sessions/${sessionId}/messages/batch/news`,
    },
  });
  expect(done).toEqual({
    batchId: 'news',
    status: 'completed',
    progress: { total: 1, sent: 1, failed: 0, pending: 0, cancelled: 0 },
    results: [
      {
        chatId: ALICE,
        status: 'sent',
        messageId: expect.stringContaining(`true_${ALICE}_`) as unknown,
        sentAt: expect.any(String) as unknown,
      },
    ],
    startedAt: expect.any(String) as unknown,
    completedAt: expect.any(String) as unknown,
  });
});

it('cancels what waits, once', async () => {
  let release = (): void => undefined;
  rest.gateway.rig.factory.engine.beforeSend = () => new Promise((resolve) => (release = resolve));
  await rest.call(SUBMIT, { sessionId }, { body: { ...BODY, messages: [...BODY.messages, ...BODY.messages] } });
  const cancelled = await rest.call(CANCEL, named());
  const again = await rest.call(CANCEL, named());
  release();

  expect(cancelled.status).toBe(200);
  expect(cancelled.body).toMatchObject({ batchId: 'news', status: 'cancelled', progress: { total: 2, sent: 0 } });
  expect(again).toMatchObject({ status: 400, body: { message: 'Batch "news" is already cancelled' } });
});

it('refuses a body that is not as documented, a name that is taken, and what is not there', async () => {
  await rest.call(SUBMIT, { sessionId }, { body: BODY });
  await over();
  const taken = await rest.call(SUBMIT, { sessionId }, { body: BODY });
  const wrong = await rest.call(SUBMIT, { sessionId }, { body: { messages: [{ chatId: 'x', type: 'poll' }] } });
  const done = await rest.call(CANCEL, named());
  const noBatch = await rest.call(STATUS, named('other'));
  const nothingToCancel = await rest.call(CANCEL, named('other'));
  const noSession = await rest.call(STATUS, { ...named(), sessionId: UNKNOWN });

  expect(taken).toMatchObject({ status: 400, body: { message: 'Batch "news" already exists' } });
  expect([wrong.status, Array.isArray(wrong.body.message)]).toEqual([400, true]);
  expect([done.status, noBatch.status, nothingToCancel.status, noSession.status]).toEqual([400, 404, 404, 404]);
});

it('is refused while the session is not connected, where the engine cannot, and above the size of a body', async () => {
  const { factory } = rest.gateway.rig;
  const { id: idle } = await rest.gateway.rig.create();
  const image = { chatId: ALICE, type: 'image', content: { image: { url: 'https://example.com/a.png' } } };
  const large = { chatId: ALICE, type: 'text', content: { text: 'x'.repeat(1_000_001) } };

  const notConnected = await rest.call(SUBMIT, { sessionId: idle }, { body: BODY });
  const tooLarge = await rest.call(SUBMIT, { sessionId }, { body: { messages: [large] } });
  factory.capabilities = new Set(CAPABILITY_NAMES.filter((name) => name !== 'SEND_IMAGE'));
  const { id: textOnly } = await rest.gateway.rig.createReady();
  const notAble = await rest.call(SUBMIT, { sessionId: textOnly }, { body: { messages: [image] } });
  factory.capabilities = new Set(CAPABILITY_NAMES);
  const batches = await rest.gateway.store.data.messageBatch.count({ where: { sessionId: { in: [idle, textOnly] } } });

  expect([notConnected.status, tooLarge.status, notAble.status, batches]).toEqual([409, 413, 501, 0]);
});
