import type { RestDeps } from '../../rest/handler.js';
import { closeAll, serve } from './small-server.js';

afterAll(closeAll);

const WRITE = '/api/books/b1/notes';

describe('cross-origin requests', () => {
  const origin = 'https://console.example.com';
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };

  it.each<[string, Partial<RestDeps['config']>, string | null, string | null]>([
    ['no origin is configured', {}, null, null],
    ['the origin is listed', { corsOrigins: [origin] }, origin, 'true'],
    ['the origin is not listed', { corsOrigins: ['https://other.example.com'] }, null, null],
    ['any origin may, outside production', { corsOrigins: ['*'] }, '*', null],
    ['any origin may, in production', { corsOrigins: ['*'], production: true }, null, null],
  ])('are served, and where %s the headers say so', async (_name, config, allowed, credentials) => {
    const { call } = await serve(config);

    const answer = await call('GET', '/api/notes/n1', { headers: { origin } });
    const asked = await call('OPTIONS', WRITE, { key: null, headers: preflight.headers });

    expect(answer.status).toBe(200);
    expect(asked.status).toBe(204);
    for (const { headers } of [answer, asked]) {
      expect(headers.get('access-control-allow-origin')).toBe(allowed);
      expect(headers.get('access-control-allow-credentials')).toBe(credentials);
    }
    expect(asked.headers.get('access-control-allow-methods')).toBe(
      allowed === null ? null : 'GET, POST, PUT, DELETE, PATCH, OPTIONS',
    );
    expect(asked.headers.get('access-control-max-age')).toBe(allowed === null ? null : '86400');
  });
});
