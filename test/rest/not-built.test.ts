import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_BUILT } from '../../rest/not-built.js';
import { routes } from '../../rest/generated/routes.js';
import contract from '../fixtures/openwa-rest.json';
import { startGateway, type TestGateway } from '../support/gateway.js';

interface Operation {
  readonly 'x-tier'?: string;
  readonly 'x-min-role'?: string;
}
/** HEAD and OPTIONS are answered for every path; SEARCH is no method that Node's router knows. */
const METHODS = ['get', 'post', 'put', 'delete', 'patch'];
const documented = new Map(
  Object.entries(contract.paths as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  ),
);
const built = new Set(routes.map(({ method, path }) => `${method} ${path}`));
const notBuilt = NOT_BUILT.flatMap(({ methods, path, role }) =>
  methods.map((method) => [`${method} ${path}`, role] as const),
);

let gateway: TestGateway;
let viewer: string;
beforeAll(async () => {
  gateway = await startGateway();
  const made = await gateway.rest('POST', '/api/auth/api-keys', { body: { name: 'viewer', role: 'viewer' } });
  viewer = (made.body as { apiKey: string }).apiKey;
});
afterAll(() => gateway.stop());

it('holds documented routes under their documented role, and none that is built', () => {
  for (const [route, role] of notBuilt) {
    expect(documented.has(route)).toBe(true);
    expect([route, documented.get(route)?.['x-min-role'] ?? 'public']).toEqual([route, role]);
    expect(built.has(route)).toBe(false);
  }
});

it('leaves no route of the platform tier out', () => {
  const listed = new Set(notBuilt.map(([route]) => route));
  const missing = [...documented].filter(
    ([route, operation]) => operation['x-tier'] === 'platform' && !built.has(route) && !listed.has(route),
  );

  expect(missing.map(([route]) => route)).toEqual([]);
});

it('is what the documentation says', () => {
  const page = readFileSync(join(__dirname, '../../docs/rest.md'), 'utf8');
  const section = page.slice(page.indexOf('## Not in this version'));
  const listed = [...section.matchAll(/`([A-Z]+) (\/[^`]+)`/g)].map(([, method, path]) => `${method} ${path}`);

  expect(listed.sort()).toEqual(notBuilt.map(([route]) => route).sort());
});

it.each(notBuilt)('answers 501 in the envelope: %s', async (route, role) => {
  const [method = '', template = ''] = route.split(' ');
  const path = template.replace(/\{(\w+)\}/g, 'x');

  const answer = await gateway.rest(method, path, { key: role === 'public' ? null : gateway.key });

  expect(answer.body).toMatchObject({
    statusCode: 501,
    error: 'Not Implemented',
    message: expect.any(String) as unknown,
  });
  expect(answer.status).toBe(501);
});

it('tells a caller who may not use a route what it lacks, and nobody of a route that is not documented', async () => {
  const nobody = await gateway.rest('GET', '/api/plugins', { key: null });
  const low = await gateway.rest('GET', '/api/plugins', { key: viewer });
  const deep = await gateway.rest('POST', '/api/ingress/a/b/c/d', { key: null });
  const long = await gateway.rest('GET', `/api/plugins/${'x'.repeat(400)}`);
  const other = await gateway.rest('PATCH', '/api/plugins');

  expect([nobody.status, low.status, deep.status, long.status, other.status]).toEqual([401, 403, 501, 501, 404]);
});
