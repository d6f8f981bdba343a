import { GatewayError, UnavailableError } from '../../src/domain/errors.js';
import { EventStream } from '../../src/events/event-stream.js';
import type { JournalRow } from '../../src/store/commit-protocol.js';
import type { JournalEvent } from '../../src/store/journal-reader.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { eventRow, openTestStore, removeStores, SESSION, type TestStore } from '../store/store-fixture.js';

afterEach(removeStores);

const OTHER = 'other';
/** Journals events as live sessions do; `label` is found again in the data. */
const happened = (labels: readonly number[], sessionId = SESSION): WriteOp => ({
  op: 'session.patch',
  sessionId,
  patch: { status: 'ready' },
  at: 1,
  events: labels.map((label) => eventRow({ sessionId, type: 'session.status', data: JSON.stringify({ label }) })),
});
const labelOf = (event: JournalEvent): number => (event.data as unknown as { label: number }).label;
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

async function openStream(options: { capacity?: number } = {}): Promise<{ store: TestStore; stream: EventStream }> {
  const store = await openTestStore();
  await store.addSession(OTHER);
  const stream = await EventStream.open({ reader: store.journal, ...options });
  store.commits.onJournal((lastSeq, _, journal) => void stream.committed(lastSeq, journal));
  return { store, stream };
}

async function take(iterator: AsyncIterator<JournalEvent>, count: number): Promise<JournalEvent[]> {
  const events: JournalEvent[] = [];
  while (events.length < count) {
    const result = await iterator.next();
    if (result.done) break;
    events.push(result.value);
  }
  return events;
}

/** Mulberry32: the same cuts on every run. */
function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it('a database that is out of reach for a while delays events, and ends no subscription', async () => {
  const store = await openTestStore();
  let failures = 2;
  const read: typeof store.journal.read = (after, limit) =>
    failures-- > 0 ? Promise.reject(new UnavailableError('away')) : store.journal.read(after, limit);
  const reader = {
    epoch: store.journal.epoch,
    head: () => store.journal.head(),
    oldest: () => store.journal.oldest(),
    read,
  };
  const stream = await EventStream.open({ reader });
  const events = await stream.subscribe();
  await store.commits.write([happened([1, 2])]);
  await stream.committed(await store.journal.head());

  expect((await take(events, 2)).map(labelOf)).toEqual([1, 2]);
  expect(failures).toBeLessThan(0);
});

describe('a subscriber', () => {
  it('gets what happens from its subscription on, in the order of the journal', async () => {
    const { store, stream } = await openStream();
    await store.commits.write([happened([1, 2])]);

    const events = await stream.subscribe();
    await store.commits.write([happened([3])]);
    await store.commits.write([happened([4, 5])]);

    expect((await take(events, 3)).map(labelOf)).toEqual([3, 4, 5]);
  });

  it('that waits is woken by the next commit, and only for what it accepts', async () => {
    const { store, stream } = await openStream();
    const events = await stream.subscribe({ accept: (event) => event.sessionId === OTHER });

    const waiting = take(events, 1);
    await store.commits.write([happened([1])]);
    await store.commits.write([happened([2], OTHER)]);

    expect((await waiting).map(labelOf)).toEqual([2]);
  });

  it('resumes after its last event, with what happened meanwhile and what happens then', async () => {
    const { store, stream } = await openStream();
    const first = await stream.subscribe();
    await store.commits.write([happened([1, 2, 3])]);
    const [last] = await take(first, 1);
    await first.return?.();

    const resumed = await stream.subscribe({ after: stream.cursorOf(last as JournalEvent) });
    const missed = await take(resumed, 2);
    await store.commits.write([happened([4])]);

    expect(missed.map(labelOf)).toEqual([2, 3]);
    expect((await take(resumed, 1)).map(labelOf)).toEqual([4]);
  });

  it('resumes across a restart of the gateway', async () => {
    const { store, stream } = await openStream();
    const events = await stream.subscribe();
    await store.commits.write([happened([1, 2])]);
    const [last] = await take(events, 1);
    const cursor = stream.cursorOf(last as JournalEvent);

    const reopened = await store.reopen();
    const resumed = await (await EventStream.open({ reader: reopened.journal })).subscribe({ after: cursor });

    expect((await take(resumed, 1)).map(labelOf)).toEqual([2]);
  });

  it('is not held up by the events of a deleted session', async () => {
    const { store, stream } = await openStream();
    await store.commits.write([happened([1], OTHER), happened([2]), happened([3], OTHER)]);
    const start = stream.cursorOf({ seq: 0 });

    await store.commits.write([{ op: 'session.delete', sessionId: OTHER }]);
    const events = await stream.subscribe({ after: start });
    await store.commits.write([happened([4])]);

    expect((await take(events, 2)).map(labelOf)).toEqual([2, 4]);
  });

  it.each([
    ['a ring that holds less than is missed', 64],
    ['a ring that holds everything', 10_000],
  ])(
    'loses and doubles nothing over random cuts while 5,000 events are committed, with %s',
    async (_name, capacity) => {
      const { store, stream } = await openStream({ capacity });
      const random = randomFrom(capacity);
      const total = 5000;
      const received: number[] = [];
      let cuts = 0;

      const written = (async () => {
        for (let next = 0; next < total; ) {
          const upTo = Math.min(total, next + 1 + Math.floor(random() * 40));
          const mark = store.commits.enqueue([happened(range(next, upTo))]);
          if (random() < 0.5) await store.commits.settled(mark);
          next = upTo;
        }
      })();
      let after = stream.cursorOf({ seq: 0 });
      while (received.length < total) {
        const events = await stream.subscribe({ after });
        const wanted = Math.min(total - received.length, 1 + Math.floor(random() * 200));
        for (const event of await take(events, wanted)) {
          received.push(labelOf(event));
          after = stream.cursorOf(event);
        }
        await events.return?.();
        cuts++;
        if (random() < 0.3) await new Promise(setImmediate);
      }
      await written;

      expect(received).toEqual(range(0, total));
      expect(cuts).toBeGreaterThan(20);
    },
  );
});

type Journal = readonly JournalRow[] | null;

describe('many subscribers', () => {
  it.each([
    // The first commit of a process does not say what else the journal has.
    ['get what is told with its commit without a read', (journal: Journal) => journal, 50],
    ['share one read of what is not', () => null, 2000],
  ])('%s, and a stuck one still gets everything when it goes on', async (_, told, mustRead) => {
    const { store } = await openStream();
    let rowsRead = 0;
    const stream = await EventStream.open({
      reader: {
        epoch: store.journal.epoch,
        head: () => store.journal.head(),
        oldest: () => store.journal.oldest(),
        read: async (after, limit) => {
          const rows = await store.journal.read(after, limit);
          rowsRead += rows.length;
          return rows;
        },
      },
      capacity: 100,
    });
    store.commits.onJournal((lastSeq, _, journal) => void stream.committed(lastSeq, told(journal)));
    const stuck = await Promise.all(Array.from({ length: 50 }, () => stream.subscribe()));
    const live = await Promise.all(Array.from({ length: 50 }, () => stream.subscribe()));

    const receiving = Promise.all(live.map((events) => take(events, 2000)));
    for (let next = 0; next < 2000; next += 50) await store.commits.write([happened(range(next, next + 50))]);
    const received = await receiving;
    const readWhileStuck = rowsRead;

    expect(received.every((events) => events.length === 2000)).toBe(true);
    expect(new Set(received.map((events) => events[1000])).size).toBe(1);
    expect(readWhileStuck).toBe(mustRead);
    expect((await take(stuck[0] as AsyncIterator<JournalEvent>, 2000)).map(labelOf)).toEqual(range(0, 2000));
  });

  it('are told in slices, between which everybody else has a turn', async () => {
    const { store, stream } = await openStream();
    let turn = 0;
    const turnOf: number[] = [];
    const accept = (): boolean => {
      const until = performance.now() + 3;
      while (performance.now() < until);
      turnOf.push(turn);
      return true;
    };
    const heard: (JournalEvent | undefined)[] = [];
    for (let number = 0; number < 20; number++) {
      const events = await stream.subscribe({ accept });
      expect(events.take()).toBeUndefined();
      events.whenReady(() => heard.push(events.take()));
    }

    await store.commits.write([happened([1])]);
    for (; turnOf.length < 20; turn++) await new Promise(setImmediate);

    const inOneTurn = turnOf.map((one) => turnOf.filter((other) => other === one).length);
    expect(Math.max(...inOneTurn)).toBeLessThanOrEqual(2);
    expect(heard.map((event) => event && labelOf(event))).toEqual(Array(20).fill(1));
  });

  it('cost nothing while there are none', async () => {
    const { store } = await openStream();
    const read = jest.fn(() => Promise.resolve([]));
    const stream = await EventStream.open({ reader: { epoch: 'e', head: async () => 0, oldest: async () => 1, read } });
    store.commits.onJournal((lastSeq, _, journal) => void stream.committed(lastSeq, journal));

    await store.commits.write([happened([1, 2])]);

    expect(read).not.toHaveBeenCalled();
  });
});

describe('the end of a subscription', () => {
  it('answers a waiting subscriber at once when it leaves', async () => {
    const { stream } = await openStream();
    const events = await stream.subscribe();

    const waiting = events.next();
    await events.return?.();

    await expect(waiting).resolves.toEqual({ done: true, value: undefined });
    await expect(events.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('comes to everybody when the stream closes', async () => {
    const { stream } = await openStream();
    const waiting = (await Promise.all([stream.subscribe(), stream.subscribe()])).map((events) => events.next());

    stream.close();
    waiting.push((await stream.subscribe()).next());

    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  it('comes with the error when the journal cannot be read', async () => {
    const reader = {
      epoch: 'e',
      head: async () => 5,
      oldest: async () => 1,
      read: () => Promise.reject(new Error('disk I/O error')),
    };
    const stream = await EventStream.open({ reader });
    const events = await stream.subscribe({ after: stream.cursorOf({ seq: 1 }) });

    await expect(events.next()).rejects.toThrow('disk I/O error');
    await expect(events.next()).resolves.toEqual({ done: true, value: undefined });
  });
});

describe('a cursor that cannot be resumed from', () => {
  const cursor = (text: string): string => Buffer.from(text).toString('base64url');
  const failure = async (subscribing: Promise<unknown>): Promise<GatewayError> => {
    const error: unknown = await subscribing.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof GatewayError) return error;
    throw new Error('expected a GatewayError');
  };

  it.each([
    ['no cursor at all', () => 'nonsense'],
    ['an empty one', () => ''],
    ['one of another journal', () => cursor('0123456789abcdef.1')],
    ['one from the future', (epoch: string) => cursor(`${epoch}.999`)],
    ['one with a sign', (epoch: string) => cursor(`${epoch}.-1`)],
  ])('is refused: %s', async (_name, make) => {
    const { store, stream } = await openStream();
    await store.commits.write([happened([1])]);

    const error = await failure(stream.subscribe({ after: make(store.journal.epoch) }));

    expect(error.code).toBe('CURSOR_INVALID');
    expect(error.message).toContain(stream.cursorOf({ seq: 0 }));
  });

  it('is refused when what followed it was removed, naming the oldest one that works', async () => {
    const { store, stream } = await openStream();
    await store.commits.write([happened(range(1, 11))]);
    await store.other.exec('DELETE FROM "Event" WHERE "seq" < 6; UPDATE "JournalState" SET "oldestSeq" = 6');

    const error = await failure(stream.subscribe({ after: stream.cursorOf({ seq: 4 }) }));
    const [, oldest = ''] = /"([\w-]+)"/.exec(error.message) ?? [];

    expect(error.code).toBe('CURSOR_INVALID');
    expect((await take(await stream.subscribe({ after: oldest }), 5)).map(labelOf)).toEqual(range(6, 11));
  });
});
