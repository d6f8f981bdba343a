import { startGateway, type TestGateway } from '../support/gateway.js';
import { documented } from '../rest/contract-judge.js';

const TOKEN = 'metrics-token-of-a-test';
const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

async function start(env: Record<string, string>): Promise<TestGateway> {
  const gateway = await startGateway({ env });
  stops.push(() => gateway.stop());
  return gateway;
}
const read = (gateway: TestGateway, authorization?: string): Promise<Response> =>
  fetch(`${gateway.url}/api/metrics`, { headers: authorization === undefined ? {} : { authorization } });

it('are shown to whoever has the token, in the text format, under the documented names', async () => {
  const gateway = await start({ METRICS_TOKEN: TOKEN });
  await gateway.rest('POST', '/api/sessions', { body: { name: 'depot' } });

  const answer = await read(gateway, `Bearer ${TOKEN}`);
  const text = await answer.text();

  expect(documented.objections('GET /api/metrics', { status: answer.status, body: text })).toEqual([]);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect([...text.matchAll(/^# TYPE (\S+ \S+)$/gm)].map(([, family]) => family)).toEqual([
    'openwa_up gauge',
    'openwa_process_uptime_seconds gauge',
    'openwa_process_resident_memory_bytes gauge',
    'openwa_process_heap_used_bytes gauge',
    'openwa_sessions_total gauge',
    'openwa_sessions_active gauge',
    'openwa_sessions gauge',
    'openwa_messages_total counter',
    'openwa_messages_failed_total counter',
  ]);
  expect(text).toContain('\nopenwa_sessions{status="created"} 1\n');
  expect(text).toContain('\nopenwa_messages_total{direction="incoming"} 0\n');
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) \S+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? \d+(\.\d+)?)$/);
  }
});

it('are counted anew at most every five seconds', async () => {
  const [gateway] = [await start({ METRICS_TOKEN: TOKEN })];
  const before = await (await read(gateway, `Bearer ${TOKEN}`)).text();
  await gateway.rest('POST', '/api/sessions', { body: { name: 'later' } });

  expect(await (await read(gateway, `Bearer ${TOKEN}`)).text()).toBe(before);
});

it('are not shown to anybody else, an admin key included', async () => {
  const gateway = await start({ METRICS_TOKEN: TOKEN });
  const answers = await Promise.all([
    read(gateway),
    read(gateway, 'Bearer nope'),
    read(gateway, `Bearer ${gateway.key}`),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(await answers[1]?.json()).toEqual({
    statusCode: 401,
    message: 'Invalid metrics token',
    error: 'Unauthorized',
  });
});

it('are not there without METRICS_TOKEN', async () => {
  const answer = await read(await start({}), 'Bearer ');

  expect(answer.status).toBe(404);
  expect(await answer.json()).toEqual({ statusCode: 404, message: 'Cannot GET /api/metrics', error: 'Not Found' });
});
