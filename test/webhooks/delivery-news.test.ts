import type { JournalRow } from '../../src/store/commit-protocol.js';
import { DeliveryStore } from '../../src/store/delivery-store.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { DeliveryNews } from '../../src/webhooks/delivery-news.js';
import { DATABASES } from '../store/both-databases.js';
import { eventRow, inbound, openTestStore, removeStores, WEBHOOK } from '../store/store-fixture.js';

afterEach(removeStores);

const delivered = (stanzaId: string): WriteOp =>
  inbound(stanzaId, {}, { deliveries: [{ id: `delivery ${stanzaId}`, webhookId: WEBHOOK }] });

async function listening(database: (typeof DATABASES)[number]) {
  const store = await openTestStore({ database });
  const deliveries = new DeliveryStore(store);
  const seen = { reads: 0, offered: [] as string[] };
  const rows: unknown[] = [];
  const news = new DeliveryNews({
    deliveries: {
      head: () => deliveries.head(),
      after: (seq) => {
        seen.reads += 1;
        return deliveries.after(seq);
      },
    },
    commits: store.commits,
    isOpen: () => true,
    offer: (offered) => {
      seen.offered.push(...offered.map(({ id }) => id));
      rows.push(...offered);
    },
    onFailed: (error) => {
      throw error;
    },
  });
  await news.start();
  await news.take(null);
  let told: readonly JournalRow[] | null = null;
  store.commits.onJournal((_lastSeq, _deliveries, journal) => (told = journal));
  return {
    ...{ store, deliveries, seen, rows },
    /** What comes with a commit is taken, or else read. */
    commit: async (...ops: WriteOp[]) => {
      await store.commits.write(ops);
      await news.take(told);
    },
    read: () => news.take(null),
  };
}

describe.each(DATABASES)('news of deliveries on %s', (database) => {
  it('are those that a commit tells of, the same as on disk and without a read', async () => {
    const { deliveries, seen, rows, commit } = await listening(database);
    await commit(delivered('A1'));
    const before = seen.reads;

    await commit(delivered('A2'), inbound('A3'), delivered('A4'));

    expect(seen).toEqual({ reads: before, offered: ['delivery A1', 'delivery A2', 'delivery A4'] });
    expect(rows).toEqual(await deliveries.after(0));
  });

  it('are told once, though they were read before their commit tells of them', async () => {
    const { store, seen, read, commit } = await listening(database);
    await commit(delivered('A1'));
    const [told] = await Promise.all([
      new Promise<void>((resolve) => store.commits.onJournal(() => resolve(read()))),
      commit(delivered('A2')),
    ]);

    expect(told).toBeUndefined();
    expect(seen.offered).toEqual(['delivery A1', 'delivery A2']);
  });

  it('are read once the store failed: the commit that failed may have taken place', async () => {
    const { store, seen, commit } = await listening(database);
    await commit(delivered('A1'));
    const mend = await store.other.breakTable('Message', 'INSERT');
    await expect(store.commits.write([delivered('A2')])).rejects.toThrow();
    await mend();
    await store.commits.recover();
    // The first commit after a failure says that it does not know what came before; this one goes to nobody.
    await store.commits.write([{ op: 'event.append', event: eventRow() }]);
    const before = seen.reads;

    await commit(delivered('A3'));

    expect(seen).toEqual({ reads: before + 1, offered: ['delivery A1', 'delivery A3'] });
  });
});
