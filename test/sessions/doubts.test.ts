import { ACK } from '../../src/domain/ack.js';
import { UncertainSendError } from '../../src/domain/errors.js';
import { metadataOf } from '../../schema/types/message-parts.js';
import { waitFor } from '../support/wait.js';
import type { FakeEngine } from '../support/fake-engine.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { ALICE, type Rig, type StoreOnDisk } from './rig.js';
import { rigForEach } from './rig-for-each.js';

let store: StoreOnDisk;
let rig: Rig;
let sessionId: string;
rigForEach(
  async (made) => {
    ({ store, rig } = made);
    ({ id: sessionId } = await rig.createReady());
  },
  { answerWithinMs: 50 },
);

const engine = () => rig.factory.engine;
const say = (by = sessionId) => rig.sends.sendText({ sessionId: by, chatId: ALICE, text: 'hello' });
/** Of the newest message: its ack, and whether it is marked as unknown. */
const newest = async () => {
  const [message] = await rig.stored(sessionId);
  return message === undefined ? undefined : { ack: message.ack, sendState: metadataOf(message).sendState };
};
/** The link ends in the middle of the next message, once. */
const endsOnce = (): void => {
  engine().beforeSend = () => {
    engine().beforeSend = () => undefined;
    throw new UncertainSendError('The link ended before WhatsApp answered');
  };
};

const requestFor = (subject: string, by = sessionId) => ({
  ...{ sessionId: by, apiKeyId: 'key', operation: 'sendText', key: subject },
});
/** The request that a message was sent at, and its answer. */
const begin = (subject: string, by?: string): WriteOp[] => [
  { op: 'submission.begin', payloadHash: 'h', subject, at: Date.now(), ...requestFor(subject, by) },
];
const end = (subject: string, by?: string): WriteOp[] => [
  { op: 'submission.end', answer: JSON.stringify({ message: subject }), at: Date.now(), ...requestFor(subject, by) },
];
/** Sends at a request, which is answered once the engine has the message. */
const sayAtRequest = async (by = sessionId) => {
  const message = await say(by);
  await store.commits.write([...begin(message.waMessageId, by), ...end(message.waMessageId, by)]);
  return message;
};
/** What each message of a session is marked as, by its id. */
const statesById = async (of = sessionId) =>
  new Map((await rig.stored(of)).map((message) => [message.waMessageId, metadataOf(message).sendState] as const));

it('a doubt is told of a message that the engine never answers to, in time', async () => {
  engine().beforeSend = () => new Promise(() => undefined);

  await expect(say()).rejects.toMatchObject({ code: 'SEND_UNKNOWN' });

  expect(await newest()).toEqual({ ack: ACK.PENDING, sendState: 'unknown' });
});

it('no doubt is told of a message that the engine answers to in time', async () => {
  await expect(say()).resolves.toMatchObject({ ack: ACK.PENDING });

  expect(await newest()).toEqual({ ack: ACK.PENDING, sendState: undefined });
});

it('a doubt is settled by an ack, also by one that came before it', async () => {
  engine().beforeSend = async () => {
    const { stanzaId } = (await rig.stored(sessionId))[0]!;
    engine().emit({ kind: 'ack', stanzaId, ack: ACK.SERVER });
    throw new UncertainSendError('The link ended before WhatsApp answered');
  };

  await expect(say()).rejects.toMatchObject({ code: 'SEND_UNKNOWN' });

  expect(await newest()).toEqual({ ack: ACK.SERVER, sendState: undefined });
});

it('a batch sends what is in doubt again under its id', async () => {
  endsOnce();
  const messages = [{ chatId: ALICE, type: 'text', content: { text: 'news' } }] as never;

  const { name } = await rig.bulk.submit({ sessionId, messages });
  const batch = await waitFor('the end of the batch', async () => {
    const found = await rig.bulk.get(sessionId, name);
    return found.status === 'completed' ? found : undefined;
  });

  expect(batch).toMatchObject({ sent: 1, failed: 0 });
  expect(engine().sent).toHaveLength(1);
  expect(await rig.stored(sessionId)).toHaveLength(1);
  expect(await newest()).toEqual({ ack: ACK.PENDING, sendState: undefined });
});

it('what an earlier process gave to the engine is in doubt from the next start on, unless WhatsApp told of it', async () => {
  const [announced, taken] = [await say(), await say()];
  const observed = { stanzaId: '3EB0CUT', chatId: ALICE, fromMe: true, author: ALICE, sentAt: new Date() } as const;
  const cut = `true_${ALICE}_3EB0CUT`;
  rig.journal.outgoing(sessionId, ALICE, { ...observed, type: 'text', body: 'cut', hasMedia: false });
  const [whole, told] = [announced.waMessageId, taken.waMessageId];
  await store.commits.write([...begin(cut), ...begin(whole), ...end(whole), ...begin(told), ...end(told)]);
  rig.journal.observed({ sessionId, phone: null }, { kind: 'ack', stanzaId: taken.stanzaId, ack: ACK.SERVER });

  await store.commits.write([{ op: 'messages.doubt', since: 0, sessionId: null }]);

  expect(await statesById()).toEqual(
    new Map([
      [cut, 'unknown'],
      [whole, 'unknown'],
      [told, undefined],
    ]),
  );
});

describe('once the link is gone, in doubt is what it sent and WhatsApp did not tell of', () => {
  const isLost = (link: FakeEngine): unknown => link.emit({ kind: 'ended', end: 'lost', reason: 'connection lost' });
  it.each([
    ['because it was lost', isLost],
    ['because the session is stopped', () => rig.sessions.stop(sessionId)],
  ])('%s', async (_why, goes) => {
    const link = engine();
    const [told, untold] = [await sayAtRequest(), await sayAtRequest()];
    link.emit({ kind: 'ack', stanzaId: told.stanzaId, ack: ACK.SERVER });
    const { id: other } = await rig.createReady();
    await sayAtRequest(other);
    await store.commits.settled();

    await goes(link);
    await store.commits.settled();

    expect(await statesById()).toEqual(
      new Map([
        [told.waMessageId, undefined],
        [untold.waMessageId, 'unknown'],
      ]),
    );
    expect([...(await statesById(other)).values()]).toEqual([undefined]);
  });

  it('also where the database was away when it went', async () => {
    const { waMessageId } = await sayAtRequest();
    const mend = await store.breakWrites();
    await expect(say()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    isLost(engine());

    await mend();
    await waitFor('the database', () => !store.commits.failed);

    await waitFor('the doubt', async () => (await statesById()).get(waMessageId) === 'unknown');
  });
});

it('requests that ended, or began and never ended, are forgotten once that is long enough ago', async () => {
  const hourAgo = Date.now() - 3_600_000;
  const key = (name: string) => ({ sessionId, apiKeyId: 'key', operation: 'sendText', key: name });
  const begin = (name: string, at: number) =>
    ({ op: 'submission.begin', payloadHash: 'h', subject: null, at, ...key(name) }) as const;
  await store.commits.write([
    begin('ended', hourAgo),
    { op: 'submission.end', answer: '{}', at: hourAgo, ...key('ended') },
    begin('ended just now', hourAgo),
    { op: 'submission.end', answer: '{}', at: Date.now(), ...key('ended just now') },
    begin('never ended', hourAgo),
    begin('began just now', Date.now()),
  ]);

  await store.commits.write([{ op: 'submission.prune', before: Date.now() - 60_000, limit: 100 }]);

  const names = ['ended', 'ended just now', 'never ended', 'began just now'];
  const kept = await Promise.all(names.map((name) => store.submissions.byKey(key(name))));
  expect(kept.map((row) => row !== undefined)).toEqual([false, true, false, true]);
});
