import { ALICE, GROUP } from '../sessions/rig.js';
import { inbound, outbound } from '../store/store-fixture.js';
import { caller, startFixture, type Fixture } from './fixture.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A moment of today that is neither in the future nor yesterday, however early it is. */
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const NOW = Date.now();

let fixture: Fixture;
let depot: string;
let shop: string;

beforeAll(async () => {
  fixture = await startFixture();
  depot = (await fixture.rig.create({ name: 'depot' })).id;
  shop = (await fixture.rig.create({ name: 'shop' })).id;
  const event = { event: null };
  await fixture.store.commits.write([
    { ...inbound('IN1', { sessionId: depot, sentAt: NOW }), ...event },
    { ...inbound('IN2', { sessionId: depot, sentAt: NOW, chatId: GROUP, type: 'image' }), ...event },
    { ...inbound('IN3', { sessionId: depot, sentAt: NOW, chatId: GROUP }), ...event },
    outbound('OUT1', { sessionId: depot, sentAt: NOW }),
    outbound('BAD1', { sessionId: depot, sentAt: NOW, ack: -1 }),
    { ...inbound('OLD1', { sessionId: depot, sentAt: TODAY - 3 * DAY_MS }), ...event },
    { ...inbound('OLD2', { sessionId: depot, sentAt: TODAY - 40 * DAY_MS }), ...event },
    outbound('OUT2', { sessionId: shop, sentAt: NOW }),
  ]);
});
afterAll(() => fixture.stop());

const ask = async (document: string, who = caller()): Promise<Record<string, unknown>> => {
  const { data, errors } = await fixture.run(document, {}, { caller: who });
  expect(errors).toEqual([]);
  return data!;
};

const OVERVIEW =
  '{ statsOverview { sessions { total active byStatus } messages { sent received failed today { sent received } } } }';

it('counts sessions and messages, a failed one as failed only', async () => {
  expect(await ask(OVERVIEW)).toEqual({
    statsOverview: {
      sessions: { total: 2, active: 0, byStatus: { created: 2 } },
      messages: { sent: 2, received: 5, failed: 1, today: { sent: 2, received: 3 } },
    },
  });
});

it('counts only what the key may see', async () => {
  expect(await ask(OVERVIEW, caller({ allowedSessions: [shop] }))).toMatchObject({
    statsOverview: { sessions: { total: 1 }, messages: { sent: 1, received: 0, failed: 0 } },
  });
});

it('follows an ack that turns into a failure', async () => {
  const other = (await fixture.rig.create()).id;
  await fixture.store.commits.write([outbound('TURN', { sessionId: other })]);
  const before = await fixture.store.stats.totals([other]);
  await fixture.store.exec(`UPDATE "Message" SET "ack" = -1 WHERE "sessionId" = '${other}'`);
  const failed = await fixture.store.stats.totals([other]);
  await fixture.store.exec(`DELETE FROM "Message" WHERE "sessionId" = '${other}'`);
  const gone = await fixture.store.stats.totals([other]);
  await fixture.rig.sessions.delete(other);

  expect([before, failed, gone]).toEqual([
    { sent: 1, received: 0, failed: 0 },
    { sent: 0, received: 0, failed: 1 },
    { sent: 0, received: 0, failed: 0 },
  ]);
});

const PERIOD = (period: string): string => `{ messageStats(period: ${period}) {
  timeSeries { timestamp sent received } byType bySession { name sent received } topChats { chatId messageCount } } }`;

it.each([
  ['DAY', 24, 3],
  ['WEEK', 7, 4],
  ['MONTH', 30, 4],
] as const)('has a step for every hour or day of a %s, the current one last', async (period, steps, received) => {
  const { messageStats } = (await ask(PERIOD(period))) as {
    messageStats: { timeSeries: { timestamp: Date; received: number }[] };
  };
  const { timeSeries } = messageStats;
  const lengthMs = period === 'DAY' ? HOUR_MS : DAY_MS;

  expect(timeSeries).toHaveLength(steps);
  expect(timeSeries.reduce((total, step) => total + step.received, 0)).toBe(received);
  expect(new Date(timeSeries.at(-1)!.timestamp).getTime()).toBe(Math.floor(Date.now() / lengthMs) * lengthMs);
});

it('tells types, sessions and the busiest chats of a period', async () => {
  expect(await ask(PERIOD('DAY'))).toMatchObject({
    messageStats: {
      byType: { text: 5, image: 1 },
      bySession: [
        { name: 'shop', sent: 1, received: 0 },
        { name: 'depot', sent: 2, received: 3 },
      ],
      topChats: [
        { chatId: ALICE, messageCount: 3 },
        { chatId: GROUP, messageCount: 2 },
        { chatId: ALICE, messageCount: 1 },
      ],
    },
  });
});

it('tells of one session, hour by hour, to a viewer who may see it', async () => {
  const document = `{ sessionStats(sessionId: "${depot}") {
    session { name } messages { sent received failed } topChats { chatId } hourlyActivity { hour received } } }`;
  const viewer = caller({ role: 'viewer', allowedSessions: [depot] });

  const { sessionStats } = (await ask(document, viewer)) as {
    sessionStats: { hourlyActivity: { hour: number; received: number }[] };
  };
  const refused = await fixture.run(document, {}, { caller: caller({ allowedSessions: [shop] }) });

  expect(sessionStats).toMatchObject({
    session: { name: 'depot' },
    messages: { sent: 1, received: 5, failed: 1 },
    topChats: [{ chatId: ALICE }, { chatId: GROUP }],
  });
  expect(sessionStats.hourlyActivity.map(({ hour }) => hour)).toEqual(
    Array.from({ length: 24 }, (_none, hour) => hour),
  );
  expect(sessionStats.hourlyActivity[new Date(NOW).getUTCHours()]?.received).toBe(3);
  expect(refused.errors).toMatchObject([{ code: 'SESSION_NOT_ALLOWED' }]);
});
