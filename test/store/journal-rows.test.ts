import type { JournalRow } from '../../src/store/commit-protocol.js';
import { toJournalEvent } from '../../src/store/journal-reader.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { DATABASES } from './both-databases.js';
import { eventRow, eventStub, inbound, openTestStore, removeStores, SESSION, type TestStore } from './store-fixture.js';

afterEach(removeStores);

const typed: WriteOp = {
  op: 'event.append',
  event: eventRow({ type: 'session.status', data: '{"status":"ready"}' }),
};

describe.each(DATABASES)('what is told with a commit on %s', (database) => {
  let store: TestStore;
  let told: (readonly JournalRow[] | null)[];
  beforeEach(async () => {
    store = await openTestStore({ database });
    told = [];
    store.commits.onJournal((_lastSeq, _deliveries, journal) => told.push(journal));
    // What came before it, only the database knows.
    await store.commits.write([inbound('first')]);
  });

  it('is what a reader of the journal finds', async () => {
    const media = JSON.stringify({ mimetype: 'image/png', file: 'a/b.png' });
    const metadata = JSON.stringify({ mentions: ['628770001122@c.us'] });

    await store.commits.write([inbound('A1', { metadata, media }), typed, inbound('A2', { authorName: null })]);

    expect(told[0]).toBeNull();
    const events = (told[1] ?? []).map(toJournalEvent);
    expect(events.map(({ type }) => type)).toEqual(['message.received', 'session.status', 'message.received']);
    expect(events).toEqual(await store.journal.read(1, 10));
  });

  it('has nothing of a message that was there before', async () => {
    await store.commits.write([inbound('first'), inbound('A1')]);

    expect(told[1]?.map(({ message }) => message?.stanzaId)).toEqual(['A1']);
  });

  it('has nothing of what was refused', async () => {
    const unfit = store.commits.enqueue([inbound('unfit'), inbound('A1', { sentAt: NaN })]);
    await store.commits.write([inbound('A2')]);

    await expect(store.commits.settled(unfit)).rejects.toThrow();
    expect(told[1]?.map(({ message }) => message?.stanzaId)).toEqual(['A2']);
  });

  it.each<[what: string, ops: () => WriteOp[]]>([
    [
      'an event of a message that was stored before is among it',
      () => [
        inbound('A1', { direction: 'outgoing' }),
        {
          op: 'message.ack',
          sessionId: SESSION,
          stanzaId: 'A1',
          ack: 2,
          ackEvent: eventStub(),
          failedEvent: eventStub(),
        },
      ],
    ],
    ['it is much', () => Array.from({ length: 101 }, (_, index) => inbound(`A${index}`))],
    ['PostgreSQL stores it with another sign', () => [inbound('A1', { body: 'a\0b' })]],
  ])('is nothing if %s', async (_, ops) => {
    await store.commits.write(ops());

    expect(told[1]).toBeNull();
  });

  it('is nothing once the store failed, for the commit that failed may have taken place', async () => {
    const mend = await store.other.breakTable('Message', 'INSERT');
    await expect(store.commits.write([inbound('A1')])).rejects.toThrow();
    await mend();
    await store.commits.recover();

    await store.commits.write([inbound('A2')]);
    await store.commits.write([inbound('A3')]);

    expect(told.map((journal) => journal?.map(({ message }) => message?.stanzaId))).toEqual([
      undefined,
      undefined,
      ['A3'],
    ]);
  });
});
