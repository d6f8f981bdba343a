import fc from 'fast-check';
import { OutgoingHttp } from '../../src/outgoing/outgoing-http.js';
import { startGateway } from '../support/gateway.js';
import { formOf } from './form.js';
import { hostileReplies, startHostileReceiver } from './fuzz/hostile-receiver.js';
import { leaksIn } from './fuzz/leaks.js';
import { heapMb, residentMb } from './fuzz/state.js';
import { each } from './fuzz/wire.js';

const FORM = formOf({ count: 2_000 }, { count: 10_000 });
/** So many of them go through a whole gateway. */
const DELIVERED = Math.ceil(FORM.count / 20);
const GROWTH_MB = 50;
const TIMEOUT_MS = 150;
/** What a machine with other work may take longer. */
const LATE_MS = 2_000;
/** What a socket takes before the other side says stop, and the 16 kB that are read. */
const FLOOD_BYTES = 8 * 1024 ** 2;
const WITHIN_MS = 60_000 + 20 * FORM.count;

const replies = fc.sample(hostileReplies(), { numRuns: FORM.count, seed: FORM.seed });
const numbers = replies.map((_reply, index) => index);

it(
  `takes ${FORM.count} odd replies of webhook receivers for what they are (seed ${FORM.seed})`,
  async () => {
    const receiver = await startHostileReceiver(replies);
    const outgoing = new OutgoingHttp({ ssrfProtect: true, allowedHosts: ['127.0.0.1'], dnsTimeoutMs: 500 });
    const request = { headers: { 'content-type': 'application/json' }, body: Buffer.from('{}'), timeoutMs: TIMEOUT_MS };
    const found: string[] = [];
    const answered: number[] = [];
    const post = async (number: number): Promise<void> => {
      const startedAt = performance.now();
      const outcome = await outgoing.post(receiver.urlOf(number), request);
      const tookMs = performance.now() - startedAt;
      if (outcome.kind === 'answered') answered.push(outcome.status);
      const text = outcome.kind === 'failed' ? outcome.error : '';
      const objections = leaksIn(text, String(receiver.port));
      if (tookMs > TIMEOUT_MS + LATE_MS) objections.push(`it took ${tookMs} ms`);
      for (const objection of objections) found.push(`${objection} for ${replies[number]?.what}: ${text}`);
    };
    await each(numbers.slice(0, FORM.count / 10), 32, post);
    const restingMb = heapMb();

    await each(numbers.slice(FORM.count / 10), 32, post);
    const grownMb = heapMb() - restingMb;
    // On a connection of its own: an odd reply may have left something on one that is kept.
    const fresh = new OutgoingHttp({ ssrfProtect: true, allowedHosts: ['127.0.0.1'], dnsTimeoutMs: 500 });
    const good = await fresh.post(receiver.urlOf('good'), request);
    fresh.close();

    expect(found).toEqual([]);
    expect(answered.filter((status) => !(status >= 100 && status <= 999))).toEqual([]);
    expect(answered.length).toBeGreaterThan(FORM.count / 10);
    expect(answered.length).toBeLessThan(FORM.count * 0.9);
    expect(good).toMatchObject({ kind: 'answered', status: 204 });
    expect(grownMb).toBeLessThan(GROWTH_MB);
    expect(receiver.flooded).toBeLessThan(FORM.count * FLOOD_BYTES);
    outgoing.close();
    await receiver.close();
  },
  WITHIN_MS,
);

it(
  `delivers to receivers with ${DELIVERED} odd replies and lives (seed ${FORM.seed})`,
  async () => {
    const receiver = await startHostileReceiver(replies);
    const gateway = await startGateway({ env: { WEBHOOK_TIMEOUT: '1000' } });
    const session = (await gateway.rest('POST', '/api/sessions', { body: { name: 'receivers' } })).body as {
      id: string;
    };
    const hooks = `/api/sessions/${session.id}/webhooks`;
    const wrong: unknown[] = [];
    const succeeded: boolean[] = [];
    const test = async (number: number | 'good'): Promise<void> => {
      const { id } = (await gateway.rest('POST', hooks, { body: { url: receiver.urlOf(number) } })).body as {
        id: string;
      };
      const { status, body } = await gateway.rest('POST', `${hooks}/${id}/test`);
      const { success, error = '' } = body as { success: boolean; error?: string };
      if (status !== 200 || leaksIn(error, String(receiver.port)).length > 0) wrong.push([number, status, body]);
      succeeded.push(success);
    };
    await each(numbers.slice(0, DELIVERED / 10), 8, test);
    const restingMb = residentMb(gateway.process.pid!);

    await each(numbers.slice(DELIVERED / 10, DELIVERED), 8, test);
    await test('good');
    const grownMb = residentMb(gateway.process.pid!) - restingMb;

    expect(wrong).toEqual([]);
    expect(succeeded.at(-1)).toBe(true);
    expect(succeeded.filter((success) => !success).length).toBeGreaterThan(DELIVERED / 4);
    expect((await gateway.rest('GET', '/api/health/ready')).status).toBe(200);
    expect(grownMb).toBeLessThan(GROWTH_MB);
    await gateway.stop();
    await receiver.close();
  },
  WITHIN_MS,
);
