import type { AttemptRecord } from '../../src/store/write-op.js';
import { webhookRow } from '../support/rows.js';
import { inbound, openTestStore, removeStores, SESSION, type TestStore, WEBHOOK } from './store-fixture.js';
import { DATABASES } from './both-databases.js';

describe.each(DATABASES)('on %s', (database) => {
  let store: TestStore;
  beforeEach(async () => {
    store = await openTestStore({ database });
  });
  afterEach(removeStores);

  const FILTERS = { conditions: [{ field: 'body', operator: 'contains', value: 'x' }] };
  const only = async (id: string) => (await store.webhooks.byIds([id]))[0];
  /** Messages with one delivery each, `dlv_0` first. */
  const deliver = (count: number) =>
    store.commits.write(
      Array.from({ length: count }, (_, index) =>
        inbound(`A${index}`, {}, { deliveries: [{ id: `dlv_${index}`, webhookId: WEBHOOK }] }),
      ),
    );
  const attempted = (deliveryId: string, state: 'PENDING' | 'SUCCEEDED' | 'EXHAUSTED', at: number) =>
    ({
      deliveryId,
      webhookId: WEBHOOK,
      attempt: {
        number: 1,
        startedAt: at,
        durationMs: 1,
        statusCode: 200,
        error: null,
        failure: null,
        responseBody: 'ok',
      },
      state,
      nextAttemptAt: state === 'PENDING' ? at : null,
      finishedAt: state === 'PENDING' ? null : at,
    }) as const;

  const record = (...records: AttemptRecord[]) => store.commits.write([{ op: 'attempts.record', records }]);

  describe('a webhook', () => {
    it('is stored, and read back as it was said', async () => {
      const row = webhookRow('new', SESSION, {
        events: '["message.ack","*"]',
        secret: 's3cret',
        headers: '{"X-Mine":"yes"}',
        filters: JSON.stringify(FILTERS),
        createdAt: 1_782_461_730_123,
      });

      await store.commits.write([{ op: 'webhook.insert', row }]);

      const createdAt = new Date(1_782_461_730_123);
      expect(await only('new')).toEqual({
        ...row,
        events: ['message.ack', '*'],
        headers: { 'X-Mine': 'yes' },
        filters: FILTERS,
        active: true,
        disabledReason: null,
        firstFailedAt: null,
        lastFailedAt: null,
        lastTriggeredAt: null,
        ordered: false,
        previousSecret: null,
        previousSecretEndsAt: null,
        createdAt,
        updatedAt: createdAt,
      });
      expect(await store.data.webhook.findUnique({ where: { id: 'new' } })).toEqual(await only('new'));
    });

    it('changes in what a patch names and in nothing else', async () => {
      await deliver(1);
      await record(attempted('dlv_0', 'SUCCEEDED', 7000));
      const before = await only(WEBHOOK);

      await store.commits.write([
        { op: 'webhook.patch', webhookId: WEBHOOK, patch: { filters: JSON.stringify(FILTERS), secret: 's' }, at: 8000 },
        { op: 'webhook.patch', webhookId: WEBHOOK, patch: { active: 0, secret: null }, at: 9000 },
      ]);

      expect(before?.lastTriggeredAt).toEqual(new Date(7000));
      expect(await only(WEBHOOK)).toEqual({ ...before, filters: FILTERS, active: false, updatedAt: new Date(9000) });
    });

    it('stays gone: a late change does not bring it back, and the rest of the batch is not harmed', async () => {
      await store.commits.write([
        { op: 'webhook.delete', webhookId: WEBHOOK },
        { op: 'webhook.patch', webhookId: WEBHOOK, patch: { active: 1 }, at: 1 },
        { op: 'webhook.insert', row: webhookRow('stray', 'no-such-session') },
        { op: 'webhook.insert', row: webhookRow('other', SESSION) },
      ]);

      expect((await store.webhooks.ofSessions([SESSION])).map(({ id }) => id)).toEqual(['other']);
      expect(store.commits.failed).toBe(false);
    });
  });

  describe('the deliveries of a webhook', () => {
    it('are removed with their attempts, those of the oldest events first and no more than asked', async () => {
      await deliver(3);
      await store.commits.write([{ op: 'webhook.insert', row: webhookRow('other', SESSION) }]);
      await store.commits.write([inbound('B', {}, { deliveries: [{ id: 'dlv_other', webhookId: 'other' }] })]);
      await record(attempted('dlv_0', 'PENDING', 1), attempted('dlv_2', 'PENDING', 1));

      await store.commits.write([{ op: 'delivery.prune', webhookId: WEBHOOK, limit: 2 }]);

      expect((await store.rows('Delivery')).map(({ id }) => id)).toEqual(['dlv_2', 'dlv_other']);
      expect((await store.rows('Attempt')).map(({ deliveryId }) => deliveryId)).toEqual(['dlv_2']);
    });

    it('go with it', async () => {
      await deliver(2);
      await record(attempted('dlv_0', 'PENDING', 1));

      await store.commits.write([{ op: 'webhook.delete', webhookId: WEBHOOK }]);

      for (const table of ['Webhook', 'Delivery', 'Attempt']) expect(await store.rows(table)).toEqual([]);
      expect(await store.rows('Event')).toHaveLength(2);
    });

    it('become due again when they are replayed, one or a range of them, each under its id', async () => {
      await deliver(5);
      const exhausted = ['dlv_1', 'dlv_2', 'dlv_3'].map((id) => attempted(id, 'EXHAUSTED', 3));
      await record(attempted('dlv_0', 'SUCCEEDED', 2), ...exhausted);
      const seqs = (await store.data.delivery.findMany({ orderBy: { eventSeq: 'asc' } })).map((row) => row.eventSeq);
      const all = { op: 'delivery.replayAll', webhookId: WEBHOOK, state: 'EXHAUSTED' } as const;
      const ever = [0, Date.now() + 60_000] as const;

      await store.commits.write([
        { op: 'delivery.replay', deliveryId: 'dlv_0', at: 9 },
        { ...all, seqs: [seqs[0]!, seqs[2]!], planned: ever, at: 9 },
        { ...all, seqs: [seqs[0]!, seqs[4]!], planned: [0, 5], at: 9 },
        { ...all, webhookId: 'another', seqs: [seqs[0]!, seqs[4]!], planned: ever, at: 9 },
      ]);

      const due = { state: 'PENDING', nextAttemptAt: 9, finishedAt: null, attemptCount: 1, replayedAfter: 1 };
      expect(await store.rows('Delivery')).toMatchObject([
        { id: 'dlv_0', ...due },
        { id: 'dlv_1', ...due },
        { id: 'dlv_2', ...due },
        { id: 'dlv_3', state: 'EXHAUSTED', replayedAfter: 0 },
        { id: 'dlv_4', state: 'PENDING', replayedAfter: 0 },
      ]);
    });

    it('tell since when there were nothing but failures: not across a success, not across a long silence', async () => {
      await deliver(1);
      const hour = 3_600_000;
      const failingSince: (number | null)[] = [];
      for (const [state, at] of [
        ['PENDING', 100 * hour],
        ['EXHAUSTED', 150 * hour],
        ['SUCCEEDED', 151 * hour],
        ['PENDING', 160 * hour],
        ['PENDING', 221 * hour],
        ['PENDING', 280 * hour],
      ] as const) {
        await record(attempted('dlv_0', state, at));
        failingSince.push((await only(WEBHOOK))?.firstFailedAt?.getTime() ?? null);
      }

      const hours = failingSince.map((at) => at && Math.floor(at / hour));
      expect(hours).toEqual([100, 100, null, 160, 221, 221]);
    });

    it('count from the last success on, when several of one webhook are kept at once', async () => {
      await deliver(3);

      await record(
        ...[attempted('dlv_0', 'EXHAUSTED', 10), attempted('dlv_1', 'SUCCEEDED', 20)],
        attempted('dlv_2', 'PENDING', 30),
      );
      const failing = await only(WEBHOOK);
      await record(attempted('dlv_2', 'PENDING', 40), attempted('dlv_0', 'SUCCEEDED', 50));

      const at = (ms: number) => new Date(ms);
      expect(failing).toMatchObject({ lastTriggeredAt: at(20), firstFailedAt: at(31), lastFailedAt: at(31) });
      expect(await only(WEBHOOK)).toMatchObject({ lastTriggeredAt: at(50), firstFailedAt: null, lastFailedAt: null });
      expect(await store.data.attempt.count()).toBe(5);
    });

    it('keep their attempts, and the success is noted on the webhook', async () => {
      const attempt = { startedAt: 1000, durationMs: 20, error: null, failure: null, responseBody: '' };
      const delivery = { deliveryId: 'dlv_1', webhookId: WEBHOOK };
      await store.commits.write([inbound('A1', {}, { deliveries: [{ id: 'dlv_1', webhookId: WEBHOOK }] })]);

      await record({
        ...{ ...delivery, attempt: { ...attempt, number: 1, statusCode: 503 } },
        ...{ state: 'PENDING', nextAttemptAt: 6000, finishedAt: null },
      });
      const afterFirst = await store.data.delivery.findFirstOrThrow({ include: { webhook: true } });
      await record(attempted('gone', 'SUCCEEDED', 1), {
        ...{ ...delivery, attempt: { ...attempt, number: 2, statusCode: 200 } },
        ...{ state: 'SUCCEEDED', nextAttemptAt: null, finishedAt: 6020 },
      });

      expect(afterFirst).toMatchObject({
        state: 'PENDING',
        attemptCount: 1,
        nextAttemptAt: new Date(6000),
        webhook: { lastTriggeredAt: null },
      });
      expect(await store.data.delivery.findFirstOrThrow({ include: { webhook: true, attempts: true } })).toMatchObject({
        state: 'SUCCEEDED',
        attemptCount: 2,
        nextAttemptAt: null,
        finishedAt: new Date(6020),
        webhook: { lastTriggeredAt: new Date(6020) },
        attempts: [{ statusCode: 503 }, { statusCode: 200 }],
      });
    });
  });
});
