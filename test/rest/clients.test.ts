import { setTimeout as pause } from 'node:timers/promises';
import { startGateway, type RestAnswer, type RestOptions, type TestGateway } from '../support/gateway.js';

interface Named {
  readonly id: string;
}

let gateway: TestGateway;
beforeAll(async () => {
  const tiers = { RATE_LIMIT_MEDIUM_LIMIT: '0', RATE_LIMIT_LONG_LIMIT: '0' };
  gateway = await startGateway({ env: { RATE_LIMIT_SHORT_LIMIT: '4', RATE_LIMIT_SHORT_TTL: '1000', ...tiers } });
});
afterAll(() => gateway.stop());

/** How often the client below was turned away. */
let turnedAway = 0;
/** Asks as a well-behaved client does: with the key in its header, and again after as long as a 429 says. */
async function ask<T = unknown>(method: string, path: string, options?: RestOptions): Promise<RestAnswer<T>> {
  const answer = await gateway.rest(method, path, options);
  if (answer.status !== 429) return answer as RestAnswer<T>;
  turnedAway += 1;
  const seconds = Number(answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThanOrEqual(1);
  await pause(seconds * 1000);
  return ask<T>(method, path, options);
}
const made = async (path: string, body: Record<string, unknown>): Promise<string> => {
  const answer = await ask<Named>('POST', path, { body });
  expect(answer.status).toBe(201);
  return answer.body.id;
};

it('who waits as long as a 429 says gets every answer, all sent at once', async () => {
  turnedAway = 0;

  const answers = await Promise.all(Array.from({ length: 12 }, () => ask('GET', '/api/sessions')));

  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
  expect(turnedAway).toBeGreaterThanOrEqual(8);
}, 20_000);

it('who goes through pages until one is short has seen everything once', async () => {
  const ids: string[] = [];
  for (const name of ['one', 'two', 'three', 'four', 'five']) ids.push(await made('/api/sessions', { name }));
  for (const id of ids) await made(`/api/sessions/${id}/webhooks`, { url: 'http://127.0.0.1:9/hook' });

  for (const [path, total] of [
    ['/api/sessions', 5],
    ['/api/webhooks', 5],
  ] as const) {
    const seen: string[] = [];
    for (let short = false; !short; ) {
      const { body } = await ask<Named[]>('GET', `${path}?limit=2&offset=${seen.length}`);
      seen.push(...body.map(({ id }) => id));
      short = body.length < 2;
    }
    const { body: whole } = await ask<Named[]>('GET', path);

    expect(seen).toEqual(whole.map(({ id }) => id));
    expect(new Set(seen).size).toBe(total);
  }
}, 30_000);

it('who deletes again, not knowing whether it was done, is told that there is nothing, and nothing else goes', async () => {
  const session = await made('/api/sessions', { name: 'kept' });
  const within = `/api/sessions/${session}`;
  const url = 'http://127.0.0.1:9/hook';
  const things = [
    `${within}/webhooks/${await made(`${within}/webhooks`, { url })}`,
    `${within}/templates/${await made(`${within}/templates`, { name: 'late', body: 'We are late.' })}`,
    `/api/auth/api-keys/${await made('/api/auth/api-keys', { name: 'caller' })}`,
    `/api/sessions/${await made('/api/sessions', { name: 'gone' })}`,
  ];
  const other = await made(`${within}/webhooks`, { url });

  for (const path of things) {
    const [first, again] = [await ask('DELETE', path), await ask('DELETE', path)];

    expect([path, first.status, first.body]).toEqual([path, 204, undefined]);
    expect(again.status).toBe(404);
    expect(again.body).toEqual({ statusCode: 404, message: expect.any(String) as string, error: 'Not Found' });
  }
  expect((await ask('GET', `${within}/webhooks/${other}`)).status).toBe(200);
}, 30_000);

it('who names requests finds the name on every answer, whatever became of it', async () => {
  const headers = { 'x-request-id': 'order-4711' };
  const answers = [
    await ask('GET', '/api/sessions', { headers }),
    await ask('GET', '/api/sessions', { headers, key: null }),
    await ask('GET', '/api/sessions/00000000-0000-4000-8000-000000000000', { headers }),
    await ask('POST', '/api/sessions', { headers, body: { name: '' } }),
  ];
  const burst = await Promise.all(Array.from({ length: 6 }, () => gateway.rest('GET', '/api/sessions', { headers })));
  const all = [...answers, ...burst];

  expect(answers.map(({ status }) => status)).toEqual([200, 401, 404, 400]);
  expect(burst.map(({ status }) => status)).toContain(429);
  expect(all.map((answer) => answer.headers.get('x-request-id'))).toEqual(all.map(() => 'order-4711'));
}, 20_000);
