import { createRateLimiter } from '../../schema/rate-limit.js';
import { AUDIT_ACTIONS } from '../../src/domain/audit.js';
import { UnauthenticatedError } from '../../src/domain/errors.js';
import { AuditLog } from '../../src/services/audit-log.js';
import contract from '../fixtures/openwa-rest.json';
import { caller, logger, startFixture, type Fixture } from './fixture.js';

const DAY_MS = 86_400_000;
let fixture: Fixture;

beforeEach(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.stop());

const LOG = `query ($sessionId: ID, $limit: Int, $action: AuditAction) {
  auditLog(sessionId: $sessionId, limit: $limit, action: $action) {
    total entries { action severity apiKeyId apiKeyName ipAddress sessionId metadata }
  }
}`;
interface Log {
  readonly auditLog: { readonly total: number; readonly entries: readonly Record<string, unknown>[] };
}
const log = async (variables = {}, who = caller()): Promise<Log['auditLog']> => {
  const { data, errors } = await fixture.run<Log>(LOG, variables, { caller: who });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.auditLog;
};
const audit = (retentionDays: number) => new AuditLog({ store: fixture.store, config: { retentionDays }, logger });

/** The documented API replaces no secret of a webhook. */
const OURS = ['webhook_secret_rotated'];

it('knows documented actions, and few beside them', () => {
  const [action] = contract.paths['/api/audit'].get.parameters;

  expect(action?.schema.enum).toEqual(
    expect.arrayContaining(Object.keys(AUDIT_ACTIONS).filter((name) => !OURS.includes(name))),
  );
});

it('records a mutation that succeeded, and none that was refused', async () => {
  const create = `mutation ($input: CreateSessionInput!) { createSession(input: $input) { id } }`;
  await fixture.run(create, { input: { name: 'depot' } });
  await fixture.run(create, { input: { name: 'depot' } });
  await fixture.run(create, { input: { name: 'other' } }, { caller: caller({ role: 'viewer' }) });

  const { total, entries } = await log({ action: 'SESSION_CREATED' });

  expect(total).toBe(1);
  expect(entries).toMatchObject([
    {
      action: 'SESSION_CREATED',
      severity: 'INFO',
      apiKeyId: 'key',
      ipAddress: '127.0.0.1',
      metadata: { name: 'depot' },
    },
  ]);
});

it('records what happens to a session by itself, under nobody’s key', async () => {
  const { id } = await fixture.rig.createReady();
  fixture.rig.factory.engine.emit({ kind: 'ended', end: 'logged-out', reason: 'Stream Errored' });
  await fixture.store.commits.settled();

  const { entries } = await log({ sessionId: id });

  expect(entries.map(({ action }) => action)).toEqual(['SESSION_DISCONNECTED', 'SESSION_CONNECTED']);
  expect(entries[0]).toMatchObject({ severity: 'WARN', apiKeyId: null, metadata: { reason: 'LOGOUT' } });
});

it('shows a key that is limited to some sessions only what was done to those', async () => {
  const [mine, other] = [await fixture.rig.createReady(), await fixture.rig.createReady()];

  const seen = await log({}, caller({ allowedSessions: [mine.id] }));

  expect(seen.entries.map(({ sessionId }) => sessionId)).toEqual([mine.id]);
  expect((await log()).entries.map(({ sessionId }) => sessionId)).toEqual([other.id, mine.id]);
});

it('records a refused key once a minute per address and reason', async () => {
  const refuse = (ip: string) =>
    fixture.services.audit.refused({ caller: null, ip }, new UnauthenticatedError('Invalid API key'));
  for (let tries = 0; tries < 3; tries += 1) refuse('10.0.0.1');
  refuse('10.0.0.2');

  expect((await log()).entries.map(({ ipAddress }) => ipAddress)).toEqual(['10.0.0.2', '10.0.0.1']);
});

it('records what a key was used for and may not do, once a minute per address and reason', async () => {
  const session = await fixture.rig.create();
  const viewer = caller({ keyId: 'low', keyName: 'screen', role: 'viewer', allowedSessions: [session.id] });
  const ask = (document: string) => fixture.run(document, {}, { caller: viewer, ip: '10.0.0.9' });
  for (let tries = 0; tries < 3; tries += 1) await ask('{ auditLog { total } }');
  await ask(`mutation { stopSession(id: "${session.id}") { id } }`);
  await ask('{ session(id: "00000000-0000-4000-8000-000000000000") { id } }');

  const { entries } = await log({ action: 'API_KEY_AUTH_FAILED' });

  expect(entries.map(({ apiKeyName, ipAddress, metadata }) => [apiKeyName, ipAddress, metadata])).toEqual([
    ['screen', '10.0.0.9', { reason: 'API key not authorized for this session' }],
    ['screen', '10.0.0.9', { reason: 'Insufficient permissions. Required: operator' }],
    ['screen', '10.0.0.9', { reason: 'Insufficient permissions. Required: admin' }],
  ]);
});

it('records a flood once a minute per address', async () => {
  const limiter = createRateLimiter([{ tier: 'short', limit: 1, windowMs: 60_000 }]);
  for (let tries = 0; tries < 20; tries += 1) {
    await fixture.run('{ auditLog { total } }', {}, { limiter, ip: tries % 2 === 0 ? '10.0.0.7' : '10.0.0.8' });
  }

  const { entries } = await log({ action: 'RATE_LIMIT_EXCEEDED' });

  expect(entries.map(({ ipAddress, severity, metadata }) => [ipAddress, severity, metadata])).toEqual([
    ['10.0.0.8', 'WARN', { reason: 'Too Many Requests' }],
    ['10.0.0.7', 'WARN', { reason: 'Too Many Requests' }],
  ]);
});

it('holds a bounded number of entries while the database cannot take them', async () => {
  for (let count = 0; count < 10_050; count += 1) fixture.services.audit.record({ action: 'session_started' });

  expect((await log({ limit: 1 })).total).toBe(10_000);
});

it('forgets what is older than the retention, in batches, and nothing where that is for ever', async () => {
  const old = Array.from({ length: 1200 }, (_none, index) => ({
    id: `old-${index}`,
    action: 'session_started',
    severity: 'info',
    createdAt: new Date(Date.now() - 31 * DAY_MS),
  }));
  await fixture.store.main.auditEntry.createMany({ data: old });
  fixture.services.audit.record({ action: 'session_stopped' });
  const [forEver, month] = [audit(0), audit(30)];

  await forEver.prune();
  const before = (await log()).total;
  await month.prune();
  const { total, entries } = await log();

  expect([before, total]).toEqual([1201, 1]);
  expect(entries).toMatchObject([{ action: 'SESSION_STOPPED' }]);
  await Promise.all([forEver.close(), month.close()]);
});
