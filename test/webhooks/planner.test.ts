import { EVENT_TYPES, type WebhookEvent } from '../../src/domain/event.js';
import { WebhookPlanner, type PlannedWebhook } from '../../src/webhooks/planner.js';
import { ALICE, BOB, messageOf } from './support.js';

const webhook = (id: string, fields: Partial<PlannedWebhook> & { events?: WebhookEvent[] } = {}): PlannedWebhook => ({
  id,
  sessionId: 's1',
  events: ['message.received'],
  filters: null,
  active: true,
  ...fields,
});
const received = (fields = {}) => ({ sessionId: 's1', type: 'message.received', data: messageOf(fields) }) as const;
const ids = (rows: readonly { webhookId: string }[]): string[] => rows.map((row) => row.webhookId).sort();

it('plans one delivery, with an id of its own, per webhook of the session that subscribes', () => {
  const planner = new WebhookPlanner();
  planner.put(webhook('a'));
  planner.put(webhook('b', { events: ['*'] }));
  planner.put(webhook('c', { events: ['message.ack'] }));
  planner.put(webhook('d', { sessionId: 's2' }));

  const rows = planner.plan(received());

  expect(ids(rows)).toEqual(['a', 'b']);
  expect(new Set(rows.map((row) => row.id)).size).toBe(2);
  expect(rows[0]?.id).toMatch(/^dlv_[0-9a-f-]{36}$/);
});

it.each(EVENT_TYPES)('the star subscribes to %s', (type) => {
  const planner = new WebhookPlanner();
  planner.put(webhook('a', { events: ['*', 'message.received'] }));

  expect(planner.plan({ sessionId: 's1', type, data: messageOf() })).toHaveLength(1);
});

it('applies filters to messages and lets everything else pass', () => {
  const planner = new WebhookPlanner();
  planner.put(
    webhook('a', { events: ['*'], filters: { conditions: [{ field: 'sender', operator: 'is', value: ALICE }] } }),
  );

  expect(planner.plan(received({ from: ALICE }))).toHaveLength(1);
  expect(planner.plan(received({ from: BOB }))).toHaveLength(0);
  expect(
    planner.plan({ sessionId: 's1', type: 'session.status', data: { sessionId: 's1', status: 'ready' } }),
  ).toHaveLength(1);
});

it('follows every change at once', () => {
  const planner = new WebhookPlanner();
  planner.put(webhook('a'));
  planner.put(webhook('b'));

  planner.put(webhook('a', { events: ['message.sent'] }));
  planner.put(webhook('b', { active: false }));
  expect(planner.plan(received())).toEqual([]);

  planner.put(webhook('b'));
  expect(ids(planner.plan(received()))).toEqual(['b']);

  planner.remove({ id: 'b', sessionId: 's1' });
  expect(planner.plan(received())).toEqual([]);
});

it("forgets a deleted session's webhooks", () => {
  const planner = new WebhookPlanner();
  planner.put(webhook('a'));

  planner.forgetSession('s1');

  expect(planner.plan(received())).toEqual([]);
});
