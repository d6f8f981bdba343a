import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { written } from './small-schema.js';
import { closeAll, LIMIT_BYTES, serve } from './small-server.js';

afterAll(closeAll);

const envelope = (statusCode: number, message: unknown, error: string) => ({ statusCode, message, error });
const WRITE = '/api/books/b1/notes';

describe('an answer', () => {
  it('is the documented object, in documented names and forms', async () => {
    const { call } = await serve();

    const { status, headers, body } = await call('GET', '/api/notes/n1');

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body).toEqual({
      id: 'n1',
      text: 'hello',
      mood: 'very.glad',
      timestamp: 1782461730,
      seen: 0,
      color: null,
      author: { name: 'Rina' },
    });
  });

  it('of a write has its own status and unwrapped body', async () => {
    const { call } = await serve();

    const { status, body } = await call('POST', WRITE, { body: '{"text":"hi","mood":"very.glad"}' });

    expect([status, body]).toEqual([201, expect.objectContaining({ text: 'hi', id: 'n1', receipt: 'r1' })]);
    expect(written.input).toEqual({ bookId: 'b1', text: 'hi', mood: 'very.glad' });
  });

  it('without a body has none', async () => {
    const { call } = await serve();

    const { status, headers, body } = await call('DELETE', '/api/notes/5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4');

    expect([status, headers.get('content-type'), body]).toEqual([204, null, undefined]);
  });

  it('that tells of a failure is one, in both documented forms', async () => {
    const { call } = await serve();

    const { status, body } = await call('GET', '/api/state', { key: null });

    expect([status, body]).toEqual([
      503,
      { status: 'sad', ...envelope(503, { status: 'sad' }, 'Service Unavailable') },
    ]);
  });

  it('to HEAD is that of GET without the body', async () => {
    const { call } = await serve();

    const { status, headers, body } = await call('HEAD', '/api/notes/n1');

    expect([status, Number(headers.get('content-length')) > 50, body]).toEqual([200, true, undefined]);
  });

  it('carries the documented security headers', async () => {
    const { call } = await serve();

    const { headers } = await call('GET', '/api/nowhere');

    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains; preload');
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });
});

describe('a failure', () => {
  it.each<[string, string, string, object, unknown]>([
    ['an unknown thing', 'GET', '/api/notes/n2', {}, envelope(404, 'Note "n2" not found', 'Not Found')],
    ['an unknown path', 'GET', '/api/nowhere?x=1', {}, envelope(404, 'Cannot GET /api/nowhere', 'Not Found')],
    [
      'a method the path does not have',
      'PATCH',
      '/api/notes',
      {},
      envelope(404, 'Cannot PATCH /api/notes', 'Not Found'),
    ],
    [
      'a path that cannot be decoded',
      'GET',
      '/api/notes/%E0%A4%A',
      {},
      envelope(400, 'the path is not valid percent-encoding', 'Bad Request'),
    ],
    ['no key', 'GET', '/api/notes', { key: null }, envelope(401, 'API key is required', 'Unauthorized')],
    ['a wrong key', 'GET', '/api/notes', { key: 'odd' }, envelope(401, 'Invalid API key', 'Unauthorized')],
    [
      'no key, before the body is read',
      'POST',
      WRITE,
      { key: null, body: '{' },
      envelope(401, 'API key is required', 'Unauthorized'),
    ],
    [
      'too low a role',
      'DELETE',
      '/api/notes/n1',
      { key: 'operator' },
      envelope(403, 'Insufficient permissions. Required: admin', 'Forbidden'),
    ],
    [
      'another session, before the input is judged',
      'POST',
      '/api/books/b2/notes',
      { key: 'scoped', body: '{}' },
      envelope(401, 'API key not authorized for this session', 'Unauthorized'),
    ],
    [
      'an id that is no UUID',
      'DELETE',
      '/api/notes/n1',
      {},
      envelope(400, 'Validation failed (uuid is expected)', 'Bad Request'),
    ],
    [
      'a refusal of the domain',
      'DELETE',
      '/api/notes/00000000-0000-4000-8000-000000000409',
      {},
      envelope(409, 'Note is pinned', 'Conflict'),
    ],
    [
      'broken JSON',
      'POST',
      WRITE,
      { body: '{"text":' },
      envelope(400, 'the request body is not valid JSON', 'Bad Request'),
    ],
    [
      'a body that is too large',
      'POST',
      WRITE,
      { body: JSON.stringify({ text: 'x'.repeat(LIMIT_BYTES) }) },
      envelope(413, 'request entity too large', 'Payload Too Large'),
    ],
    [
      'a packed body that is too large',
      'POST',
      WRITE,
      { body: gzipSync(JSON.stringify({ text: 'x'.repeat(100_000) })), headers: { 'content-encoding': 'gzip' } },
      envelope(413, 'request entity too large', 'Payload Too Large'),
    ],
    [
      'a body that is not what it says',
      'POST',
      WRITE,
      { body: 'plain', headers: { 'content-encoding': 'gzip' } },
      envelope(400, 'the request body could not be read', 'Bad Request'),
    ],
    [
      'another content type',
      'POST',
      WRITE,
      { body: '<a/>', headers: { 'content-type': 'text/xml' } },
      envelope(415, 'the body must be application/json or application/x-www-form-urlencoded', 'Unsupported Media Type'),
    ],
    [
      'another character set',
      'POST',
      WRITE,
      { body: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } },
      envelope(415, 'unsupported charset "utf-16"', 'Unsupported Media Type'),
    ],
    [
      'wrong input',
      'POST',
      WRITE,
      { body: '{"stars":"x"}' },
      envelope(
        400,
        ['text should not be empty', 'text must be a string', 'stars must be an integer number'],
        'Bad Request',
      ),
    ],
  ])('for %s has its status and the envelope', async (_name, method, path, options, expected) => {
    const { call } = await serve();

    const { status, body } = await call(method, path, options);

    expect(body).toEqual(expected);
    expect(status).toBe((expected as { statusCode: number }).statusCode);
  });

  it('that is nobody’s business is masked and logged', async () => {
    const { call, logged } = await serve();

    const { status, body } = await call('GET', '/api/notes/broken');

    expect([status, body]).toEqual([500, envelope(500, 'Internal server error', 'Internal Server Error')]);
    expect(JSON.stringify(logged)).toContain('SELECT secret');
  });

  it('hides in production what is wrong with the input, and nothing else', async () => {
    const { call } = await serve({ production: true });

    const wrong = await call('POST', WRITE, { body: '{"stars":"x"}' });
    const missing = await call('GET', '/api/notes/n2');

    expect(wrong.body).toEqual(envelope(400, 'Bad Request', 'Bad Request'));
    expect(missing.body).toEqual(envelope(404, 'Note "n2" not found', 'Not Found'));
  });
});

describe('a body', () => {
  it.each<[string, string | Buffer, Record<string, string>, unknown]>([
    [
      'urlencoded',
      'text=a+b&stars=3&moods[]=sad',
      { 'content-type': 'application/x-www-form-urlencoded' },
      { text: 'a b', stars: 3, moods: ['sad'] },
    ],
    ['packed', gzipSync('{"text":"hi"}'), { 'content-encoding': 'gzip' }, { text: 'hi' }],
    [
      'with a named character set',
      '{"text":"h\u00fc"}',
      { 'content-type': 'application/json; charset=UTF-8' },
      { text: 'h\u00fc' },
    ],
  ])('may be %s', async (_name, body, headers, expected) => {
    const { call } = await serve();

    const { status } = await call('POST', WRITE, { body, headers });

    expect(status).toBe(201);
    expect(written.input).toMatchObject(expected as object);
  });
});

it('forgets a request whose client leaves in the middle of the body', async () => {
  const { call, port } = await serve();
  const socket = connect(port, '127.0.0.1');
  const head = ['host: x', 'x-api-key: admin', 'content-type: application/json', 'content-encoding: gzip'];
  socket.write(`POST ${WRITE} HTTP/1.1\r\n${head.join('\r\n')}\r\ncontent-length: 500\r\n\r\n`);
  socket.write(gzipSync('{"text":"hi"}').subarray(0, 12), () => socket.destroy());
  await once(socket, 'close');

  expect((await call('GET', '/api/notes/n1')).status).toBe(200);
});

describe('the rate limit', () => {
  it('is counted once a request and told in the headers', async () => {
    const { call } = await serve({ limit: 3 });

    const { headers } = await call('GET', '/api/notes/n1');

    expect(headers.get('x-ratelimit-limit')).toBe('3');
    expect(headers.get('x-ratelimit-remaining')).toBe('2');
    expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThan(0);
  });

  it('counts refused requests too, and then refuses', async () => {
    const { call } = await serve({ limit: 2 });

    await call('GET', '/api/notes/n1', { key: 'odd' });
    await call('POST', WRITE, { body: '{' });
    const { status, headers, body } = await call('GET', '/api/notes/n1');

    expect([status, body]).toEqual([429, envelope(429, 'Too Many Requests', 'Too Many Requests')]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
  });

  it('does not count what needs no key', async () => {
    const { call } = await serve({ limit: 1 });

    await call('GET', '/api/state');
    const { headers } = await call('GET', '/api/state');

    expect(headers.get('x-ratelimit-limit')).toBeNull();
  });
});
