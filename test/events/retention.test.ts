import { CursorInvalidError } from '../../src/domain/errors.js';
import { EventStream } from '../../src/events/event-stream.js';
import type { JournalEvent } from '../../src/store/journal-reader.js';
import type { DeliveryRow } from '../../src/store/write-op.js';
import { eventRow, openTestStore, removeStores, type TestStore, WEBHOOK } from '../store/store-fixture.js';

afterEach(removeStores);

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});

/** Events of the moments 1, 2, 3, …, whose sequence is the same. */
const happened = (count: number, deliveries: (seq: number) => readonly DeliveryRow[] = () => []) =>
  store.commits.write(
    Array.from({ length: count }, (_, index) => ({
      op: 'event.append' as const,
      event: eventRow({ occurredAt: index + 1, deliveries: deliveries(index + 1) }),
    })),
  );
const delivered = (deliveryId: string, state: 'SUCCEEDED' | 'EXHAUSTED') =>
  store.commits.write([
    {
      op: 'attempts.record',
      records: [
        {
          deliveryId,
          webhookId: WEBHOOK,
          attempt: {
            ...{ number: 1, startedAt: 1, durationMs: 1, statusCode: 200 },
            ...{ error: null, failure: null, responseBody: '' },
          },
          ...{ state, nextAttemptAt: null, finishedAt: 1 },
        },
      ],
    },
  ]);
const held = async (): Promise<number[]> => (await store.rows<{ seq: number }>('Event')).map(({ seq }) => seq);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const openStream = async (): Promise<EventStream> => {
  const stream = await EventStream.open({ reader: store.journal });
  store.commits.onJournal((lastSeq, _, journal) => void stream.committed(lastSeq, journal));
  return stream;
};
const cursorFailure = async (work: Promise<unknown>): Promise<CursorInvalidError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CursorInvalidError) return error;
  throw new Error('expected a CursorInvalidError', { cause: error });
};

describe('what is old in the journal', () => {
  it('is removed in steps, and the journal begins behind it', async () => {
    await happened(1200);
    const write = jest.spyOn(store.commits, 'write');

    await store.journalPruner.prune(1101);

    expect(await held()).toEqual(range(1101, 1201));
    expect(await store.journal.oldest()).toBe(1101);
    expect(write).toHaveBeenCalledTimes(3);
  });

  it('stays while a webhook has yet to get it, and all that came after it', async () => {
    await happened(10, (seq) => (seq === 4 ? [{ id: 'dlv_4', webhookId: WEBHOOK }] : []));

    await store.journalPruner.prune(100);
    const whileUndelivered = await held();
    await delivered('dlv_4', 'SUCCEEDED');
    await store.journalPruner.prune(9);

    expect(whileUndelivered).toEqual(range(4, 11));
    expect(await held()).toEqual([4, 9, 10]);
    expect(await store.journal.oldest()).toBe(9);
  });

  it('goes with its delivery, once that is not kept any more', async () => {
    await happened(5, (seq) => [{ id: `dlv_${seq}`, webhookId: WEBHOOK }]);
    for (const seq of range(1, 6)) await delivered(`dlv_${seq}`, 'EXHAUSTED');
    await store.journalPruner.prune(4);
    const withDeliveries = await held();

    await store.commits.write([{ op: 'delivery.expire', before: 100, limit: 2 }]);
    await store.journalPruner.prune(4);

    expect(withDeliveries).toEqual(range(1, 6));
    expect(await held()).toEqual([3, 4, 5]);
    expect(await store.journal.oldest()).toBe(4);
  });

  it('costs no write when there is nothing of it', async () => {
    await happened(5);
    const write = jest.spyOn(store.commits, 'write');

    await store.journalPruner.prune(1);

    expect(write).not.toHaveBeenCalled();
    expect(await held()).toEqual(range(1, 6));
  });
});

describe('a subscriber', () => {
  it('that would begin before the journal does is refused, and the oldest cursor it is told brings all that is held', async () => {
    const stream = await openStream();
    await happened(10);
    await store.journalPruner.prune(6);

    const { oldestCursor } = await cursorFailure(stream.subscribe({ after: stream.cursorOf({ seq: 3 }) }));
    const events = await stream.subscribe({ after: oldestCursor });

    const seqs: number[] = [];
    while (seqs.length < 5) seqs.push(((await events.next()).value as JournalEvent).seq);
    expect(seqs).toEqual(range(6, 11));
  });

  it('that is overtaken by the end of the journal is told so, and misses nothing silently', async () => {
    await happened(100);
    const stream = await openStream();
    const events = await stream.subscribe({ after: stream.cursorOf({ seq: 0 }) });
    expect(((await events.next()).value as JournalEvent).seq).toBe(1);

    await store.journalPruner.prune(91);
    const seqs: number[] = [];
    const { oldestCursor } = await cursorFailure(
      (async () => {
        for await (const { seq } of events) seqs.push(seq);
      })(),
    );

    expect(seqs).toEqual(range(2, seqs.length + 2));
    expect(seqs.length).toBeLessThan(90);
    expect(oldestCursor).toBe(stream.cursorOf({ seq: 90 }));
  });
});
