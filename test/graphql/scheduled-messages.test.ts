import { ALICE, GROUP, observed } from '../sessions/rig.js';
import type { FakeEngine } from '../support/fake-engine.js';
import { waitFor } from '../support/wait.js';
import { startFixture, type Fixture } from './fixture.js';

let gateway: Fixture;
/** Of the session that most tests use. */
let engine: FakeEngine;
let sessionId: string;
let received: string;
let template: string;

beforeAll(async () => {
  gateway = await startFixture();
  ({ id: sessionId } = await gateway.rig.createReady({ name: 'shop' }));
  engine = gateway.rig.factory.engine;
  engine.emit({ kind: 'message', message: observed() });
  received = (await gateway.rig.stored(sessionId))[0]!.waMessageId;
  ({ id: template } = await gateway.services.templates.create(sessionId, { name: 'hi', body: 'hello {{name}}' }));
});
afterAll(() => gateway.stop());

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
interface Shown {
  readonly id: string;
  readonly status: string;
  readonly type: string;
  readonly body: string;
  readonly waMessageId: string | null;
  readonly message: { readonly waMessageId: string; readonly body: string } | null;
  readonly errorCode: string | null;
}
const FIELDS = 'id status type body sendAt expiresAt waMessageId message { waMessageId body } errorCode endedAt';
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const HOUR_MS = 3_600_000;

const schedule = (input: Record<string, unknown>, changes = {}) =>
  gateway.run<{ scheduleMessage: Shown }>(
    `mutation ($input: ScheduleMessageInput!) { scheduleMessage(input: $input) { ${FIELDS} } }`,
    { input: { sessionId, chatId: ALICE, content: { text: { text: 'hello' } }, sendAt: inMs(HOUR_MS), ...input } },
    changes,
  );
const scheduled = async (input: Record<string, unknown>): Promise<Shown> => {
  const { data, errors } = await schedule(input);
  expect(errors).toEqual([]);
  return data!.scheduleMessage;
};
const look = async (id: string, of = sessionId): Promise<Shown> =>
  (
    await gateway.run<{ scheduledMessage: Shown }>(
      `query ($sessionId: ID!, $id: ID!) { scheduledMessage(sessionId: $sessionId, id: $id) { ${FIELDS} } }`,
      { sessionId: of, id },
    )
  ).data!.scheduledMessage;
const becomes = (id: string, status: string, of = sessionId): Promise<Shown> =>
  waitFor(`it is ${status}`, async () => {
    const shown = await look(id, of);
    return shown.status === status ? shown : undefined;
  });
const cancel = (id: string, of = sessionId) =>
  gateway.run<{ cancelScheduledMessage: Shown }>(
    `mutation ($sessionId: ID!, $id: ID!) { cancelScheduledMessage(sessionId: $sessionId, id: $id) { ${FIELDS} } }`,
    { sessionId: of, id },
  );
const files = () => gateway.rig.media;

const CONTENTS = (): [string, Record<string, unknown>, Record<string, unknown>][] => [
  ['TEXT', { text: { text: 'good morning' } }, { kind: 'text', text: 'good morning', linkPreview: false }],
  ['TEXT', { template: { templateId: template, vars: { name: 'Rina' } } }, { kind: 'text', text: 'hello Rina' }],
  ['IMAGE', { image: { base64: PIXEL, mimetype: 'image/png', caption: 'look' } }, { kind: 'image', caption: 'look' }],
  ['VIDEO', { video: { base64: 'AAAA', mimetype: 'video/mp4' } }, { kind: 'video' }],
  ['AUDIO', { audio: { base64: 'AAAA', mimetype: 'audio/ogg' } }, { kind: 'audio' }],
  ['VOICE', { voice: { base64: 'AAAA', mimetype: 'audio/ogg; codecs=opus' } }, { kind: 'voice' }],
  ['DOCUMENT', { document: { base64: 'AAAA', mimetype: 'application/zip', filename: 'a.zip' } }, { kind: 'document' }],
  ['STICKER', { sticker: { base64: 'AAAA', mimetype: 'image/webp' } }, { kind: 'sticker' }],
  ['LOCATION', { location: { latitude: -6.2, longitude: 106.8 } }, { kind: 'location', latitude: -6.2 }],
  ['CONTACT', { contact: { contactName: 'Rina', contactNumber: '+62 877-0001-122' } }, { kind: 'contact' }],
  ['POLL', { poll: { question: 'When?', options: ['today', 'tomorrow'] } }, { kind: 'poll', question: 'When?' }],
  ['TEXT', { forward: { messageId: received } }, { kind: 'forward' }],
];

it.each(Array.from({ length: 12 }, (_, index) => index))('sends content %# at its moment, once', async (index) => {
  const [type, content, drafted] = CONTENTS()[index]!;
  const before = engine.drafts.length;

  const { id, status } = await scheduled({ content, sendAt: inMs(260) });
  const sent = await becomes(id, 'SENT');

  expect(status).toBe('SCHEDULED');
  expect(sent).toMatchObject({ type, errorCode: null, message: { waMessageId: sent.waMessageId, body: sent.body } });
  const drafts = engine.drafts.slice(before);
  expect(drafts.map(({ to, content: given }) => ({ to, content: given }))).toMatchObject([
    { to: ALICE, content: drafted },
  ]);
});

it('brings along whom it mentions and what it answers', async () => {
  const content = { text: { text: '@628770001122 yes' } };

  const { id } = await scheduled({ content, sendAt: inMs(260), mentions: [ALICE], quotedMessageId: received });
  await becomes(id, 'SENT');

  expect(engine.drafts.at(-1)).toMatchObject({
    mentions: [ALICE],
    quoted: { stanzaId: '3EB07C' },
  });
});

describe('bad input', () => {
  const FILE = { base64: PIXEL, mimetype: 'image/png' };
  it.each<[string, string, () => Record<string, unknown>]>([
    ['the past', 'sendAt', () => ({ sendAt: inMs(-1) })],
    ['more than 366 days ahead', 'sendAt', () => ({ sendAt: inMs(367 * 24 * HOUR_MS) })],
    ['no moment', 'sendAt', () => ({ sendAt: 'tomorrow' })],
    ['an end before the beginning', 'expiresAt', () => ({ expiresAt: inMs(HOUR_MS / 2) })],
    ['an end more than 7 days later', 'expiresAt', () => ({ expiresAt: inMs(9 * 24 * HOUR_MS) })],
    ['an empty text', 'content.text.text', () => ({ content: { text: { text: '' } } })],
    ['no content', 'content', () => ({ content: {} })],
    ['two contents', 'content', () => ({ content: { text: { text: 'x' }, image: FILE } })],
    ['null for content', 'content.text', () => ({ content: { text: null } })],
    ['a file from nowhere', 'content.image.url', () => ({ content: { image: {} } })],
    ['a file twice', 'content.image.base64', () => ({ content: { image: { ...FILE, url: 'https://a.example/b' } } })],
    ['no base64', 'content.video.base64', () => ({ content: { video: { ...FILE, base64: '****' } } })],
    ['a template without a name', 'content.template.templateId', () => ({ content: { template: {} } })],
    ['one answer only', 'content.poll.options', () => ({ content: { poll: { question: 'When?', options: ['x'] } } })],
    ['too many mentions', 'mentions', () => ({ mentions: Array<string>(1025).fill(ALICE) })],
    ['a field that is not there', 'colour', () => ({ colour: 'red' })],
  ])('%s is refused and names %s', async (_what, field, input) => {
    const { errors } = await schedule(input());

    expect(errors).toMatchObject([{ code: 'VALIDATION_FAILED', extensions: { issues: [{ field }] } }]);
  });

  it.each<[string, string, () => Record<string, unknown>]>([
    ['an unknown session', 'SESSION_NOT_FOUND', () => ({ sessionId: '00000000-0000-4000-8000-000000000000' })],
    ['an answer to what is not stored', 'NOT_FOUND', () => ({ quotedMessageId: 'true_1@c.us_X' })],
    ['an answer to another chat', 'NOT_FOUND', () => ({ chatId: GROUP, quotedMessageId: received })],
    ['a forward of what is not stored', 'NOT_FOUND', () => ({ content: { forward: { messageId: 'X' } } })],
    ['an unknown template', 'NOT_FOUND', () => ({ content: { template: { templateName: 'none' } } })],
  ])('%s answers %s', async (_what, code, input) => {
    expect((await schedule(input())).errors).toMatchObject([{ code }]);
  });
});

it('does not take a message that the engine cannot send, connected or not', async () => {
  const { factory } = gateway.rig;
  const all = factory.capabilities;
  factory.capabilities = new Set([...all].filter((name) => name !== 'SEND_POLL'));
  const { id } = await gateway.rig.create();
  const poll = { sessionId: id, content: { poll: { question: 'When?', options: ['a', 'b'] } } };

  const { errors } = await schedule(poll);
  factory.capabilities = all;

  expect(errors).toMatchObject([{ code: 'NOT_IMPLEMENTED' }]);
});

it('takes no more than 1000 that wait in one session', async () => {
  const { id } = await gateway.rig.create();
  const other = gateway.store;
  const row = (index: number) => ({
    op: 'scheduled.insert' as const,
    limit: 1000,
    row: {
      ...{ id: `full-${index}`, sessionId: id, chatId: ALICE, type: 'text', body: 'x', media: null },
      content: JSON.stringify({ content: { kind: 'text', text: 'x', linkPreview: false } }),
      ...{ sendAt: Date.now() + HOUR_MS, expiresAt: Date.now() + 2 * HOUR_MS, createdAt: Date.now() },
    },
  });
  await other.commits.write(Array.from({ length: 1000 }, (_, index) => row(index)));

  const { errors } = await schedule({ sessionId: id });

  expect(errors).toMatchObject([{ code: 'VALIDATION_FAILED', extensions: { issues: [{ field: 'sessionId' }] } }]);
  await expect(other.commits.write([row(1000)])).rejects.toThrow();
  await gateway.services.sessions.delete(id);
});

describe('cancelling', () => {
  it('keeps it from being sent; a second time nothing happens', async () => {
    const before = engine.sent.length;
    const { id } = await scheduled({ sendAt: inMs(300) });

    const first = await cancel(id);
    const second = await cancel(id);
    const { id: later } = await scheduled({ sendAt: inMs(400) });
    await becomes(later, 'SENT');

    expect(first.data?.cancelScheduledMessage.status).toBe('CANCELLED');
    expect(second).toEqual(first);
    expect(engine.sent).toHaveLength(before + 1);
    expect(await look(id)).toMatchObject({ status: 'CANCELLED', message: null });
  });

  it('fails with CONFLICT once it is sent, and with NOT_FOUND for an id of another session', async () => {
    const { id } = await scheduled({ sendAt: inMs(250) });
    await becomes(id, 'SENT');
    const { id: other } = await gateway.rig.create();

    expect((await cancel(id)).errors).toMatchObject([{ code: 'CONFLICT' }]);
    expect((await cancel(id, other)).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  it('fails with CONFLICT while it is on its way', async () => {
    let go = (): void => undefined;
    engine.beforeSend = () => new Promise<void>((resolve) => (go = resolve));
    const { id } = await scheduled({ sendAt: inMs(230) });
    await becomes(id, 'SENDING');

    const refused = await cancel(id);
    go();
    engine.beforeSend = () => undefined;

    expect(refused.errors).toMatchObject([{ code: 'CONFLICT' }]);
    await becomes(id, 'SENT');
  });

  it('a race with the moment ends in one of the two, never in both', async () => {
    for (let round = 0; round < 15; round++) {
      const text = `race ${round}`;
      const at = Date.now() + 150;
      const { id } = await scheduled({ content: { text: { text } }, sendAt: new Date(at).toISOString() });
      await waitFor('the moment, nearly', () => Date.now() >= at - 3 + round / 3);

      const { errors } = await cancel(id);
      const end = await becomes(id, errors.length > 0 ? 'SENT' : 'CANCELLED');

      expect(engine.sent.filter((message) => message.text === text)).toHaveLength(end.status === 'SENT' ? 1 : 0);
    }
  });
});

describe('a session that is not connected', () => {
  it('sends what came to be due when it is ready again, in the order of the moments', async () => {
    const { id } = await gateway.rig.create();
    const texts = ['first', 'second', 'third'];
    const ids = await Promise.all(
      texts.map(async (text, index) => {
        const input = { sessionId: id, content: { text: { text } }, sendAt: inMs(240 + index) };
        return (await scheduled(input)).id;
      }),
    );
    const past = Date.now() + 280;
    await waitFor('every moment to pass', () => Date.now() > past);
    expect((await look(ids[0]!, id)).status).toBe('SCHEDULED');

    await gateway.services.sessions.start(id);
    const { engine: other } = gateway.rig.factory;
    other.ready('628999000111');
    await becomes(ids[2]!, 'SENT', id);

    expect(other.sent.map(({ text }) => text)).toEqual(texts);
    await gateway.services.sessions.stop(id);
  });

  it('lets what is too late expire, says why, and removes its file', async () => {
    const { id } = await gateway.rig.create();
    const input = { sessionId: id, content: { image: { base64: PIXEL, mimetype: 'image/png' } } };

    const late = await scheduled({ ...input, sendAt: inMs(40), expiresAt: inMs(120) });
    const { file } = (await gateway.store.scheduled.byId(late.id))!.media as { file: string };
    expect(await files().read(file, 10_000)).toBeInstanceOf(Buffer);
    const expired = await becomes(late.id, 'EXPIRED', id);

    expect(expired).toMatchObject({ errorCode: 'SESSION_NOT_CONNECTED', message: null });
    await waitFor('the file is gone', async () => (await files().read(file, 10_000)) === undefined);
  });
});

it('says why it failed where the engine refuses, and the message says so too', async () => {
  engine.beforeSend = () => Promise.reject(new Error('no'));

  const { id } = await scheduled({ content: { text: { text: 'refused' } }, sendAt: inMs(230) });
  const failed = await becomes(id, 'FAILED');
  engine.beforeSend = () => undefined;

  expect(failed).toMatchObject({ errorCode: 'ENGINE_FAILED', message: { body: 'refused' } });
});

it('fails for a message to forward that was deleted meanwhile', async () => {
  engine.emit({ kind: 'message', message: observed({ stanzaId: 'GONE', chatId: GROUP, author: ALICE }) });
  const gone = (await gateway.rig.stored(sessionId)).find(({ stanzaId }) => stanzaId === 'GONE')!;
  const { id } = await scheduled({ content: { forward: { messageId: gone.waMessageId } }, sendAt: inMs(150) });

  engine.emit({ kind: 'chat-deleted', chatId: GROUP });

  expect(await becomes(id, 'FAILED')).toMatchObject({ errorCode: 'NOT_FOUND', message: null });
});

it('lists what waits, the first moment first, page by page, on the session and by itself', async () => {
  const { id } = await gateway.rig.create();
  for (const hours of [3, 1, 2]) {
    await scheduled({ sessionId: id, content: { text: { text: `in ${hours}` } }, sendAt: inMs(hours * HOUR_MS) });
  }
  const over = await scheduled({ sessionId: id, sendAt: inMs(4 * HOUR_MS) });
  await cancel(over.id, id);
  type List = { edges: { node: { body: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
  const LIST = 'edges { node { body } } pageInfo { endCursor hasNextPage }';
  const list = async (args: string) => {
    const { data, errors } = await gateway.run<{ scheduledMessages: List; session: { scheduledMessages: List } }>(
      `{ scheduledMessages(sessionId: "${id}", ${args}) { ${LIST} }
         session(id: "${id}") { scheduledMessages(${args}) { ${LIST} } } }`,
    );
    expect(errors).toEqual([]);
    expect(data!.session.scheduledMessages).toEqual(data!.scheduledMessages);
    const { edges, pageInfo } = data!.scheduledMessages;
    return { bodies: edges.map(({ node }) => node.body), ...pageInfo };
  };

  const first = await list('first: 2');
  const second = await list(`first: 2, after: "${first.endCursor}"`);

  expect(first).toMatchObject({ bodies: ['in 1', 'in 2'], hasNextPage: true });
  expect(second).toMatchObject({ bodies: ['in 3'], hasNextPage: false });
  expect((await list('first: 5, statuses: [CANCELLED]')).bodies).toEqual(['hello']);
});

it('a viewer reads them and may neither schedule nor cancel', async () => {
  const { id } = await scheduled({});
  const viewer = { caller: { ...gateway.context().caller!, role: 'viewer' as const } };

  const refused = await schedule({}, viewer);
  const seen = await gateway.run(
    `{ scheduledMessages(sessionId: "${sessionId}", first: 1) { edges { node { id } } } }`,
    {},
    viewer,
  );

  expect(refused.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  expect(seen.errors).toEqual([]);
  await cancel(id);
});

describe('one that a crash left between its message and the engine', () => {
  /** As it is on disk then. */
  async function cutOff(text: string) {
    const { rig, store } = gateway;
    const { id } = await scheduled({ content: { text: { text } } });
    const draft = await rig.dispatcher.draft({ sessionId, chatId: ALICE }, ['SEND_TEXT']);
    const { row } = await rig.dispatcher.record(
      draft,
      { type: 'text', body: text, hasMedia: false },
      {
        recorded: (messageId) => [{ op: 'scheduled.sending', sessionId, scheduledId: id, messageId }],
        sent: () => [],
        refused: () => [],
      },
    );
    await store.commits.settled();
    return { id, stanzaId: row.stanzaId };
  }
  const sentAs = (text: string) =>
    engine.sent.filter((message) => message.text === text).map(({ stanzaId }) => stanzaId);

  it('is sent under the id its message has, if nothing tells that it was', async () => {
    const { id, stanzaId } = await cutOff('cut off');

    gateway.scheduler.wake();
    await becomes(id, 'SENT');

    expect(sentAs('cut off')).toEqual([stanzaId]);
  });

  it('is not sent again if a receipt tells that it was', async () => {
    const { id, stanzaId } = await cutOff('it was sent');

    gateway.scheduler.wake();
    engine.emit({ kind: 'ack', stanzaId, ack: 2 });
    await becomes(id, 'SENT');

    expect(sentAs('it was sent')).toEqual([]);
    expect((await gateway.rig.events(sessionId, 'message.sent')).at(-1)?.data).toMatchObject({ body: 'it was sent' });
  });

  it('is given up where the engine cannot promise that two are shown as one', async () => {
    const { id } = await cutOff('in doubt');
    Object.assign(gateway.rig.factory, { resends: false });

    gateway.scheduler.wake();
    const failed = await becomes(id, 'FAILED');
    Object.assign(gateway.rig.factory, { resends: true });

    expect(failed.errorCode).toBe('SEND_UNKNOWN');
    expect(sentAs('in doubt')).toEqual([]);
  });
});

it('forgets what was over 30 days ago', async () => {
  const { id } = await scheduled({});
  await cancel(id);

  await gateway.store.commits.write([{ op: 'scheduled.prune', before: Date.now() + 1, limit: 1000 }]);

  expect(await gateway.store.scheduled.byId(id)).toBeUndefined();
});
