import {
  eventRow,
  eventStub,
  inbound,
  openTestStore,
  outbound,
  removeStores,
  type TestStore,
  WEBHOOK,
} from './store-fixture.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { DATABASES } from './both-databases.js';

describe.each(DATABASES)('messages of one batch, on %s', (database) => {
  let store: TestStore;
  beforeEach(async () => {
    store = await openTestStore({ database });
  });
  afterEach(removeStores);

  const stanzas = async () =>
    (await store.rows<{ stanzaId: string }>('Message')).map(({ stanzaId }) => stanzaId).sort();
  const told = async () => (await store.journal.read(0, 1000)).map(({ data }) => (data as { id: string }).id);
  const key = (id: string): WriteOp => ({
    op: 'key.put',
    sessionId: 'any',
    type: 'session',
    id,
    value: `"${id}"`,
  });
  const keys = async () => (await store.rows<{ id: string }>('EngineKey')).map(({ id }) => id);

  it('are told in their order, each with its delivery and with what else came between them', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `A${index}`);

    await store.commits.write(
      ids.flatMap((id) => [inbound(id, {}, { deliveries: [{ id: `dlv_${id}`, webhookId: WEBHOOK }] }), key(id)]),
    );

    expect(await told()).toEqual(ids);
    const events = new Map(
      (await store.journal.read(0, 100)).map(({ seq, data }) => [seq, (data as { id: string }).id]),
    );
    const deliveries = await store.rows<{ id: string; eventSeq: number }>('Delivery');
    expect(deliveries).toHaveLength(40);
    for (const { id, eventSeq } of deliveries) expect(id).toBe(`dlv_${events.get(eventSeq)}`);
    expect(await keys()).toHaveLength(40);
    expect(await store.rows('Chat')).toMatchObject([{ unreadCount: 40 }]);
  });

  it('are one where they are the same, and their event is told once', async () => {
    await store.commits.write([inbound('A1'), inbound('A2'), inbound('A1', { body: 'again' }), inbound('A3')]);

    expect(await stanzas()).toEqual(['A1', 'A2', 'A3']);
    expect(await told()).toEqual(['A1', 'A2', 'A3']);
    expect(await store.rows('Chat')).toMatchObject([{ unreadCount: 3 }]);
  });

  it('are there for an operation behind them that is about them', async () => {
    const events = { ackEvent: eventStub(), failedEvent: eventStub({ type: 'message.failed' }) };
    const { row, ...sent } = outbound('A2');

    await store.commits.write([
      inbound('A1'),
      { ...sent, row },
      { op: 'message.sent', messageId: row.id, event: eventRow({ type: 'message.sent', data: '{"id":"A2"}' }) },
      { op: 'message.ack', sessionId: row.sessionId, stanzaId: 'A2', ack: 2, ...events },
      inbound('A3'),
    ]);

    expect((await store.journal.read(0, 10)).map(({ type }) => type)).toEqual([
      'message.received',
      'message.sent',
      'message.ack',
      'message.received',
    ]);
  });

  it('leave out the one whose session is gone, wherever it stands', async () => {
    const other = { sessionId: 'never-was' };

    await store.commits.write([inbound('A1'), key('a'), inbound('B1', other), key('b'), inbound('A2')]);

    expect(await stanzas()).toEqual(['A1', 'A2']);
    expect(await told()).toEqual(['A1', 'A2']);
    expect(await keys()).toEqual(['a', 'b']);
  });

  it('leave out all that came with values that do not fit, and nothing of anybody else', async () => {
    const first = store.commits.write([inbound('A1'), key('a')]);
    const unfit = store.commits.write([inbound('B1'), inbound('B2', { sentAt: NaN }), key('b')]);
    const last = store.commits.write([inbound('A2'), key('c')]);

    await expect(unfit).rejects.toMatchObject({ code: 'INTERNAL' });
    await Promise.all([first, last]);
    expect(await stanzas()).toEqual(['A1', 'A2']);
    expect(await told()).toEqual(['A1', 'A2']);
    expect(await keys()).toEqual(['a', 'c']);
  });

  it('stand when a write that overtakes them does not fit', async () => {
    const message = store.commits.write([inbound('A1')]);
    const unfit = store.commits.write([{ ...key('a'), value: null } as unknown as WriteOp]);

    await expect(unfit).rejects.toMatchObject({ code: 'INTERNAL' });
    await message;
    expect(await stanzas()).toEqual(['A1']);
    expect(await told()).toEqual(['A1']);
  });
});
