import { UnavailableError } from '../../src/domain/errors.js';
import { WriteRefusedError } from '../../src/store/commit-queue.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { sessionRow } from '../support/rows.js';
import { inbound, openTestStore, removeStores, SESSION } from './store-fixture.js';
import { DATABASES } from './both-databases.js';

afterEach(removeStores);

const key = (id: string, value: string): WriteOp => ({
  op: 'key.put',
  sessionId: SESSION,
  type: 'session',
  id,
  value,
});
const unreadable = (stanzaId: string): WriteOp => ({
  op: 'unreadable.put',
  sessionId: SESSION,
  stanzaId,
  attrs: '{}',
  error: 'no session',
  at: 1,
});

describe.each(DATABASES)('on %s', (database) => {
  describe('order and grouping', () => {
    it('writes everything in the order of enqueueing, across many callers', async () => {
      const store = await openTestStore({ database });
      const expected = Array.from({ length: 3000 }, (_, index) => String(index));

      for (const stanzaId of expected) store.commits.enqueue([unreadable(stanzaId)]);
      await store.commits.settled();

      expect((await store.rows<{ stanzaId: string }>('EngineUnreadable')).map((row) => row.stanzaId)).toEqual(expected);
    });

    it('shares commits between those who wait for the same slow disk', async () => {
      const store = await openTestStore({ database, commitDelayMs: 20 });
      const marks: number[] = [];
      store.commits.onDurable((mark) => marks.push(mark));

      await Promise.all(Array.from({ length: 200 }, (_, index) => store.commits.write([unreadable(String(index))])));

      expect(await store.rows('EngineUnreadable')).toHaveLength(200);
      expect(marks.length).toBeLessThan(10);
      expect(marks).toEqual([...marks].sort((a, b) => a - b));
      expect(marks.at(-1)).toBe(store.commits.enqueued);
    });

    it('resolves only once the rows can be read by another connection', async () => {
      const store = await openTestStore({ database, commitDelayMs: 10 });

      const mark = store.commits.enqueue([key('a', '1')]);
      const before = await store.rows('EngineKey');
      await store.commits.settled(mark);

      expect(before).toEqual([]);
      expect(await store.rows('EngineKey')).toHaveLength(1);
      expect(store.commits.durable).toBe(mark);
    });

    it('tells after which sequence the journal can be read, and whether deliveries came with it', async () => {
      const store = await openTestStore({ database });
      const reports: [number, boolean][] = [];
      store.commits.onJournal((lastSeq, deliveries) => reports.push([lastSeq, deliveries]));

      await store.commits.write([key('a', '1')]);
      await store.commits.write([inbound('A1')]);
      await store.commits.write([inbound('A2', {}, { deliveries: [{ id: 'dlv_1', webhookId: 'hook-1' }] })]);

      expect(reports).toEqual([
        [1, false],
        [2, true],
      ]);
    });

    it('writes what was enqueued before it closes, and takes nothing after', async () => {
      const store = await openTestStore({ database, commitDelayMs: 5 });
      for (let index = 0; index < 1500; index++) store.commits.enqueue([unreadable(String(index))]);

      const reopened = await store.reopen();

      expect(await reopened.rows('EngineUnreadable')).toHaveLength(1500);
      expect(() => store.commits.enqueue([key('a', '1')])).toThrow(UnavailableError);
    });
  });

  describe('a session that is gone', () => {
    it('loses its rows, and what arrives for it later is dropped without harm to the rest of the batch', async () => {
      const store = await openTestStore({ database });
      await store.addSession('other');
      await store.commits.write([
        inbound('A1', {}, { deliveries: [{ id: 'dlv_1', webhookId: 'hook-1' }] }),
        key('a', '1'),
      ]);

      await store.commits.write([
        { op: 'session.delete', sessionId: SESSION },
        key('late', '1'),
        inbound('A2'),
        { op: 'session.patch', sessionId: SESSION, patch: { status: 'failed' }, at: 1, events: [] },
        { op: 'chat.put', sessionId: 'other', id: 'x@c.us', name: 'X', kind: 'individual', unreadCount: 2 },
      ]);
      await store.commits.write([
        key('later', '1'),
        inbound('A3'),
        { op: 'key.put', sessionId: 'other', type: 't', id: 'i', value: 'v' },
      ]);

      for (const table of ['Message', 'Event', 'Delivery', 'Webhook']) expect(await store.rows(table)).toEqual([]);
      expect(await store.rows('Session')).toHaveLength(1);
      expect(await store.rows('Chat')).toMatchObject([{ sessionId: 'other', id: 'x@c.us', unreadCount: 2 }]);
      expect(await store.rows('EngineKey')).toMatchObject([{ sessionId: 'other' }]);
      expect(store.commits.failed).toBe(false);
    });
  });

  describe('values that do not fit', () => {
    it('are refused with all that was enqueued with them, and nobody else notices', async () => {
      const store = await openTestStore({ database, commitDelayMs: 5 });
      await store.addSession('other');
      const unfit = inbound('A2', { sentAt: NaN });

      const before = store.commits.write([inbound('A1')]);
      const refused = store.commits.write([{ op: 'session.delete', sessionId: 'other' }, key('a', '1'), unfit]);
      const after = store.commits.write([
        inbound('A3'),
        { op: 'key.put', sessionId: 'other', type: 't', id: 'i', value: 'v' },
      ]);

      await expect(refused).rejects.toMatchObject({ code: 'INTERNAL' });
      await Promise.all([before, after]);
      expect(await store.rows('Message')).toMatchObject([{ stanzaId: 'A1' }, { stanzaId: 'A3' }]);
      expect(await store.rows('EngineKey')).toMatchObject([{ sessionId: 'other' }]);
      expect(await store.journal.read(0, 10)).toMatchObject([{ data: { id: 'A1' } }, { data: { id: 'A3' } }]);
      await expect(store.commits.settled(store.commits.enqueued - 1)).rejects.toMatchObject({ code: 'INTERNAL' });
      await store.commits.settled();
    });

    it('keep nobody who waits for everything from going on, even if they came last', async () => {
      const store = await openTestStore({ database });
      const refused = store.commits.write([inbound('A1', { sentAt: NaN })]);

      await store.commits.settled();

      await expect(refused).rejects.toBeInstanceOf(WriteRefusedError);
    });

    it('are told apart from values that are there already', async () => {
      const store = await openTestStore({ database });
      await store.addSession('other');
      const named = (id: string, name: unknown) =>
        store.commits.write([{ op: 'session.insert', row: sessionRow(id, { name: name as string }) }]);

      const [taken, missing, free] = await Promise.allSettled([
        named('a', 'name of other'),
        named('b', null),
        named('c', 'new'),
      ]);

      expect(taken).toMatchObject({ reason: expect.any(WriteRefusedError) as unknown });
      expect(taken).toMatchObject({ reason: { code: 'INTERNAL', conflict: true } });
      expect(missing).toMatchObject({ reason: { code: 'INTERNAL', conflict: false } });
      expect(free.status).toBe('fulfilled');
      expect((await store.rows<{ id: string }>('Session')).map(({ id }) => id)).toEqual([SESSION, 'other', 'c']);
    });
  });

  describe('a store that cannot write', () => {
    it('leaves nothing of a batch that failed, tells everybody at once and takes nothing more', async () => {
      const store = await openTestStore({ database });
      await store.other.breakTable('Event', 'INSERT', 'poison');
      const failures: string[] = [];
      store.commits.onFail((error) => failures.push(error.message));

      const good = store.commits.write([key('a', '1')]);
      const poisoned = store.commits.write([inbound('A1', {}, { id: 'poison' })]);
      const behind = store.commits.write([key('b', '1')]);

      await expect(poisoned).rejects.toThrow(UnavailableError);
      await expect(good).rejects.toThrow(UnavailableError);
      await expect(behind).rejects.toThrow(UnavailableError);
      expect(failures).toEqual(['The database could not be written to']);
      expect(await store.rows('EngineKey')).toEqual([]);
      expect(await store.rows('Chat')).toEqual([]);
      expect(store.commits.failed).toBe(true);
      expect(() => store.commits.enqueue([key('c', '1')])).toThrow(UnavailableError);
      await expect(store.check()).resolves.toEqual({ main: true, data: false });
    });

    it('goes on after recover, and does not pass off what was lost as written', async () => {
      const store = await openTestStore({ database });
      const mend = await store.other.breakTable('EngineKey', 'INSERT');
      const lost = store.commits.enqueue([key('a', '1')]);
      await expect(store.commits.settled(lost)).rejects.toThrow(UnavailableError);

      await mend();
      await store.commits.recover();
      await store.commits.settled();
      await store.commits.write([key('b', '2')]);

      expect(await store.rows('EngineKey')).toMatchObject([{ id: 'b' }]);
      await expect(store.commits.settled(lost)).rejects.toThrow(UnavailableError);
      await expect(store.check()).resolves.toEqual({ main: true, data: true });
    });
  });
});

describe('a lock of another process, on sqlite', () => {
  it('is waited for if it goes away, and fails the write if it stays longer than it may wait', async () => {
    const store = await openTestStore({ busyTimeoutMs: 300 });
    const { other } = store;

    await other.exec('BEGIN IMMEDIATE');
    const waited = store.commits.write([key('a', '1')]);
    setTimeout(() => void other.exec('COMMIT'), 100);
    await waited;
    await other.exec('BEGIN IMMEDIATE');
    await expect(store.commits.write([key('b', '1')])).rejects.toThrow(UnavailableError);
    await other.exec('COMMIT');
    await store.commits.recover();
    await store.commits.write([key('c', '1')]);

    expect(await store.rows('EngineKey')).toMatchObject([{ id: 'a' }, { id: 'c' }]);
  });
});
