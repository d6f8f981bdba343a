import { ALICE, GROUP, ME, startRig } from '../sessions/rig.js';
import { waitFor } from '../support/wait.js';
import { startFixture, type Fixture } from './fixture.js';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const SUBMIT = `mutation ($input: SendBulkInput!) { sendBulk(input: $input) { batchId status totalMessages statusUrl } }`;
const BATCH = `query ($sessionId: ID!, $batchId: ID!) { batch(sessionId: $sessionId, batchId: $batchId) {
  status reason startedAt completedAt progress { total sent failed pending cancelled }
  results { chatId type status messageId sentAt error { code message } message { body } } } }`;
const CANCEL = `mutation ($sessionId: ID!, $batchId: ID!) { cancelBatch(sessionId: $sessionId, batchId: $batchId) {
  status progress { total sent failed pending cancelled } results { status } } }`;

interface Batch {
  readonly status: string;
  readonly reason: string | null;
  readonly progress: Record<string, number>;
  readonly results: readonly {
    readonly status: string;
    readonly messageId: string | null;
    readonly error: { readonly code: string; readonly message: string } | null;
    readonly message: { readonly body: string } | null;
  }[];
}

let gateway: Fixture;
let sessionId: string;

beforeEach(async () => {
  gateway = await startFixture();
  ({ id: sessionId } = await gateway.rig.createReady());
});
afterEach(() => gateway.stop());

const text = (body: string, rest: Record<string, unknown> = {}) => ({
  chatId: ALICE,
  type: 'TEXT',
  content: { text: body },
  ...rest,
});
const submit = (input: Record<string, unknown>) =>
  gateway.run<{ sendBulk: Record<string, unknown> }>(SUBMIT, { input: { sessionId, batchId: 'news', ...input } });
const batch = async (batchId = 'news'): Promise<Batch> =>
  (await gateway.run<{ batch: Batch }>(BATCH, { sessionId, batchId })).data!.batch;
const over = (batchId = 'news') =>
  waitFor('the end of the batch', async () => {
    const found = await batch(batchId);
    return ['PENDING', 'PROCESSING'].includes(found.status) ? undefined : found;
  });
const cancel = () => gateway.run<{ cancelBatch: Batch }>(CANCEL, { sessionId, batchId: 'news' });
/** Holds the engine in the middle of its next message. */
function hold(): { reached: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const held = new Promise<void>((resolve) => (release = resolve));
  gateway.rig.factory.engine.beforeSend = () => {
    reach();
    return held;
  };
  return { reached, release };
}

it('sends one message after another, with pauses between them and none after the last', async () => {
  const { data } = await submit({ messages: [text('one'), text('two', { chatId: GROUP }), text('three')] });
  const done = await over();

  expect(data?.sendBulk).toEqual({
    batchId: 'news',
    status: 'PENDING',
    totalMessages: 3,
    statusUrl: `/api/sessions/${sessionId}/messages/batch/news`,
  });
  expect(done.status).toBe('COMPLETED');
  expect(done.progress).toEqual({ total: 3, sent: 3, failed: 0, pending: 0, cancelled: 0 });
  expect(done.results.map(({ status, message }) => [status, message?.body])).toEqual([
    ['SENT', 'one'],
    ['SENT', 'two'],
    ['SENT', 'three'],
  ]);
  expect(gateway.rig.factory.engine.sent.map(({ text: body }) => body)).toEqual(['one', 'two', 'three']);
  expect(gateway.rig.pauses).toEqual([4000, 4000]);
});

it('fills gaps of both spellings and leaves those without a value', async () => {
  await submit({ messages: [text('{{name}}, {name}: {{other}}', { variables: { name: '{{other}}' } })] });

  expect((await over()).results[0]?.message?.body).toBe('{{other}}, {{other}}: {{other}}');
});

it('calls a failure by its kind: the engine with its text, an address without telling it', async () => {
  const { engine } = gateway.rig.factory;
  engine.beforeSend = () => {
    throw new Error('a secret of the library');
  };
  const url = 'http://127.0.0.1:1/secret.png';
  await submit({ messages: [text('one'), { chatId: ALICE, type: 'IMAGE', content: { image: { url } } }] });
  const done = await over();

  expect(done.status).toBe('FAILED');
  expect(done.results.map(({ error }) => error)).toEqual([
    { code: 'SEND_FAILED', message: 'The engine could not send the message' },
    { code: 'SEND_BLOCKED', message: 'The address is not allowed' },
  ]);
});

it('stops at the first failure if it is told to', async () => {
  gateway.rig.factory.engine.beforeSend = () => {
    throw new Error('no');
  };
  await submit({ messages: [text('one'), text('two')], options: { stopOnError: true } });
  const done = await over();

  expect([done.status, done.progress.failed, done.progress.pending]).toEqual(['FAILED', 1, 1]);
  expect(done.results.map(({ status }) => status)).toEqual(['FAILED', 'PENDING']);
});

it('cancels what waits; the message on its way comes to its end', async () => {
  const { reached, release } = hold();
  await submit({ messages: [text('one'), text('two'), text('three')] });
  await reached;

  const cancelled = await cancel();
  release();
  await waitFor('the end of the first message', async () => (await batch()).progress.sent === 1);
  const again = await cancel();

  expect(cancelled.data?.cancelBatch).toMatchObject({
    status: 'CANCELLED',
    progress: { total: 3, sent: 0, failed: 0, pending: 1, cancelled: 2 },
  });
  expect((await batch()).results.map(({ status }) => status)).toEqual(['SENT', 'CANCELLED', 'CANCELLED']);
  expect(gateway.rig.factory.engine.sent).toHaveLength(1);
  expect(again.errors[0]).toMatchObject({ code: 'VALIDATION_FAILED', message: 'Batch "news" is already cancelled' });
});

it('waits while the session has no link, and goes on with it', async () => {
  const { reached, release } = hold();
  await submit({ messages: [text('one'), text('two')] });
  await reached;
  await gateway.rig.sessions.stop(sessionId);
  release();
  await waitFor('the end of the first message', async () => (await batch()).progress.sent === 1);

  await gateway.rig.sessions.start(sessionId);
  const before = await batch();
  gateway.rig.factory.engine.ready();
  const done = await over();

  expect([before.status, before.progress.pending]).toEqual(['PROCESSING', 1]);
  expect([done.status, done.progress.sent]).toEqual(['COMPLETED', 2]);
});

it('pauses between tries while the store takes no writes, and goes on once it does', async () => {
  const { reached, release } = hold();
  await submit({ messages: [text('one'), text('two')] });
  await reached;
  const closed = gateway.rig.batches.close();
  release();
  await closed;
  const next = await startRig(gateway.rig.store);
  const repair = await gateway.rig.store.breakWrites();

  await next.batches.recover();
  await waitFor('the third try', () => next.pauses.filter((ms) => ms === 1000).length >= 3);
  const before = await batch();
  await repair();
  await waitFor('the recovery', () => !gateway.store.commits.failed);
  await next.sessions.start(sessionId);
  next.factory.engine.ready();
  const done = await over();

  expect([before.status, before.progress.sent]).toEqual(['PENDING', 1]);
  expect([done.status, done.progress.sent]).toEqual(['COMPLETED', 2]);
  await next.stop();
});

it('sends a batch that turns out to be stored after its caller was told otherwise, once', async () => {
  const options = { delayMs: 1000, randomizeDelay: false, stopOnError: false, afterCrash: 'fail' };
  const row = { id: 'late', sessionId, name: 'news', account: ME, options: JSON.stringify(options), createdAt: 1 };
  const items = [{ chatId: ALICE, kind: 'text' as const, content: JSON.stringify({ text: 'one' }), media: null }];
  await gateway.store.commits.write([{ op: 'bulk.insert', sessionId, row, items }]);

  await Promise.all([gateway.rig.batches.takeUp(), gateway.rig.batches.takeUp()]);
  const done = await over();

  expect([done.status, done.progress.sent]).toEqual(['COMPLETED', 1]);
  expect(gateway.rig.factory.engine.sent).toHaveLength(1);
});

it.each([
  ['fail', 'FAILED', ['FAILED', 'PENDING'], []],
  ['resume', 'COMPLETED', ['SENT', 'SENT'], ['one', 'two']],
] as const)('after a crash: %s', async (afterCrash, status, results, sentAfterwards) => {
  const { reached, release } = hold();
  const messages = [text('one'), text('two')];
  await submit({ messages, options: { afterCrash: afterCrash.toUpperCase() } });
  await reached;
  const id = (await batch()).results[0]?.messageId;

  // A second life of the gateway over the same store; the first one stands still in the middle of a message.
  const next = await startRig(gateway.rig.store);
  await next.batches.recover();
  await next.sessions.start(sessionId);
  next.factory.engine.ready();
  const done = await over();

  expect(done.status).toBe(status);
  expect(done.results.map((result) => result.status)).toEqual(results);
  expect(done.results[0]?.messageId).toBe(id);
  expect(done.results[0]?.error?.code).toBe(afterCrash === 'fail' ? 'SEND_UNKNOWN' : undefined);
  expect(next.factory.engine.sent.map(({ text: body }) => body)).toEqual(sentAfterwards);
  if (afterCrash === 'resume') expect(id).toContain(next.factory.engine.sent[0]!.stanzaId);
  await next.stop();
  release();
});

it.each<[string, Record<string, unknown>]>([
  ['messages should not be empty', { messages: [] }],
  ['messages must contain no more than 100 elements', { messages: Array<unknown>(101).fill(text('x')) }],
  ['messages.1.content.text should not be empty', { messages: [text('x'), text('')] }],
  ['messages.0.content.image should not be empty', { messages: [text('x', { type: 'IMAGE' })] }],
  [
    'messages.0.content.image.mimetype should not be empty',
    { messages: [{ chatId: ALICE, type: 'IMAGE', content: { image: { base64: PIXEL } } }] },
  ],
  ['messages.0.variables.n must be a string', { messages: [text('{n}', { variables: { n: 1 } })] }],
  ['delayBetweenMessages must not be less than 1000', { messages: [text('x')], options: { delayBetweenMessages: 1 } }],
])('refuses what is wrong before anything is stored: %s', async (message, input) => {
  const { errors } = await submit(input);

  expect(errors[0]?.code).toBe('VALIDATION_FAILED');
  expect(errors[0]?.message).toContain(message);
  expect(await gateway.store.batches.page({ sessionId, limit: 10, offset: 0 })).toEqual([]);
});

it('takes a name once per session', async () => {
  await submit({ messages: [text('one')] });
  const again = await submit({ messages: [text('one')] });

  expect(again.errors[0]).toMatchObject({ code: 'VALIDATION_FAILED', message: 'Batch "news" already exists' });
});

it('makes up a name, sends a file that came with the request, and goes with its session', async () => {
  const image = { base64: PIXEL, mimetype: 'image/png' };
  const { data } = await submit({
    batchId: null,
    messages: [{ chatId: ALICE, type: 'IMAGE', content: { image, caption: 'Hi {who}' }, variables: { who: 'Rina' } }],
  });
  const name = data?.sendBulk.batchId as string;
  const done = await over(name);
  await gateway.rig.sessions.delete(sessionId);

  expect(name).toMatch(/^batch_[0-9a-f]{8}$/);
  expect([done.status, done.results[0]?.message?.body]).toEqual(['COMPLETED', 'Hi Rina']);
  expect(gateway.rig.factory.engine.drafts[0]?.content).toMatchObject({ kind: 'image', caption: 'Hi Rina' });
  expect(await gateway.store.batches.byName(sessionId, name)).toBeUndefined();
});

it('is put back by a shutdown after the message on its way, and goes on in the next life', async () => {
  const { reached, release } = hold();
  await submit({ messages: [text('one'), text('two')] });
  await reached;
  const closed = gateway.rig.batches.close();
  release();
  await closed;
  const between = await batch();

  const next = await startRig(gateway.rig.store);
  await next.batches.recover();
  await next.sessions.start(sessionId);
  next.factory.engine.ready();
  const done = await over();

  expect([between.status, between.progress]).toEqual([
    'PENDING',
    { total: 2, sent: 1, failed: 0, pending: 1, cancelled: 0 },
  ]);
  expect([done.status, done.progress.sent]).toEqual(['COMPLETED', 2]);
  expect(next.factory.engine.sent.map(({ text: body }) => body)).toEqual(['two']);
  await next.stop();
});

it('does not go on as another account', async () => {
  const { reached, release } = hold();
  await submit({ messages: [text('one'), text('two')] });
  await reached;
  await gateway.rig.sessions.stop(sessionId);
  release();
  await waitFor('the end of the first message', async () => (await batch()).progress.sent === 1);

  await gateway.rig.sessions.start(sessionId);
  gateway.rig.factory.engine.ready('628123450099');
  const done = await over();

  expect([done.status, done.reason]).toEqual(['FAILED', 'The session is linked to another account now']);
  expect(done.results.map(({ status }) => status)).toEqual(['SENT', 'PENDING']);
  expect(gateway.rig.factory.engine.sent).toEqual([]);
});

it.each([
  ['it is cancelled', false],
  ['it fails', true],
])('removes the files of what is not sent any more: %s', async (_when, fails) => {
  const { reached, release } = hold();
  const { engine } = gateway.rig.factory;
  const held = engine.beforeSend;
  engine.beforeSend = async () => {
    await held();
    if (fails) throw new Error('no');
  };
  const image = { base64: PIXEL, mimetype: 'image/png' };
  const picture = { chatId: ALICE, type: 'IMAGE', content: { image } };
  const freed: string[] = [];
  gateway.store.commits.onFreed((files) => freed.push(...files));
  await submit({ messages: [text('one'), picture, picture], options: { stopOnError: true } });
  await reached;
  const items = await gateway.store.data.batchItem.findMany();
  const waiting = items.flatMap(({ media }) => (media === null ? [] : [(media as { file: string }).file]));

  if (!fails) await cancel();
  release();
  await waitFor('the files to go', () => freed.length === waiting.length);

  expect(waiting).toHaveLength(2);
  expect(freed.sort()).toEqual(waiting.sort());
});
