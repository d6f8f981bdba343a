import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { startReceiver } from '../support/receiver.js';
import { OutgoingHttp } from '../../src/outgoing/outgoing-http.js';

const outgoing = new OutgoingHttp({ ssrfProtect: true, allowedHosts: ['127.0.0.1'], dnsTimeoutMs: 500 });
const BODY = Buffer.from(JSON.stringify({ text: 'ünïcode ✓', n: 1 }));
const request = (timeoutMs = 1000) => ({
  headers: { 'Content-Type': 'application/json', 'X-One': '1' },
  body: BODY,
  timeoutMs,
});
const servers: (Server | TcpServer)[] = [];

async function listen(server: Server | TcpServer): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}
/** A server that speaks bytes, not HTTP. */
const raw = (talk: (socket: Socket) => void): Promise<string> =>
  listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => talk(socket));
    }),
  );

afterAll(() => {
  outgoing.close();
  for (const server of servers) server.close();
});

it('posts the exact bytes with the headers it was given', async () => {
  const receiver = await startReceiver({ statuses: [204] });

  const outcome = await outgoing.post(receiver.url, request());

  const [got] = receiver.requests;
  expect(outcome).toEqual({ kind: 'answered', status: 204, body: '' });
  expect(got?.method).toBe('POST');
  expect(got?.body.equals(BODY)).toBe(true);
  expect(got?.headers).toMatchObject({
    'content-type': 'application/json',
    'content-length': String(BODY.length),
    'x-one': '1',
  });
  await receiver.close();
});

it('uses one connection for one post after another', async () => {
  const receiver = await startReceiver();

  for (let i = 0; i < 5; i += 1) await outgoing.post(receiver.url, request());

  expect(receiver.requests).toHaveLength(5);
  expect(receiver.connections).toBe(1);
  await receiver.close();
});

it('keeps the connections of an event that goes to many webhooks of one host', async () => {
  const receiver = await startReceiver({ delayMs: 50 });
  const event = () => Promise.all(Array.from({ length: 20 }, () => outgoing.post(receiver.url, request())));

  await event();
  const made = receiver.connections;
  await event();

  expect(receiver.requests).toHaveLength(40);
  expect(made).toBe(20);
  expect(receiver.connections).toBe(made);
  await receiver.close();
});

it('leaves out of a header what no header can hold', async () => {
  const receiver = await startReceiver();

  const outcome = await outgoing.post(receiver.url, {
    ...request(),
    headers: { 'X-Name': ' caf\u00e9 \u2713\r\nX-Two: 2 ' },
  });

  expect(outcome.kind).toBe('answered');
  expect(receiver.requests[0]?.headers).toMatchObject({ 'x-name': 'caf\u00e9 X-Two: 2' });
  expect(receiver.requests[0]?.headers).not.toHaveProperty('x-two');
  await receiver.close();
});

it('signs in with the credentials of the URL', async () => {
  const receiver = await startReceiver();
  const url = receiver.url.replace('http://', 'http://us%40er:pass@');

  await outgoing.post(url, { ...request(), headers: { Authorization: 'Bearer other' } });

  const expected = `Basic ${Buffer.from('us@er:pass').toString('base64')}`;
  expect(receiver.requests[0]?.headers.authorization).toBe(expected);
  await receiver.close();
});

it.each(['ftp://127.0.0.1/x', 'data:text/plain,hello', 'nonsense'])('speaks HTTP only: %s fails', async (url) => {
  expect(await outgoing.post(url, request())).toMatchObject({ kind: 'failed', failure: 'other' });
  await expect(outgoing.download(url, 1000, () => Promise.resolve())).rejects.toThrow('The request failed');
});

it('posts again, once, when the receiver closed the idle connection it took', async () => {
  let connections = 0;
  let heard = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    const first = connections === 1;
    let answered = false;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      heard += 1;
      if (first && answered) return socket.destroy();
      answered = true;
      return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n');
    });
  });
  const url = await listen(server);

  const first = await outgoing.post(url, request());
  const second = await outgoing.post(url, request());

  expect([first, second]).toEqual(Array(2).fill({ kind: 'answered', status: 200, body: '' }));
  expect(connections).toBe(2);
  expect(heard).toBeGreaterThanOrEqual(3);
});

it.each([301, 302, 303, 307, 308])('does not follow a %i', async (status) => {
  const other = await startReceiver();
  const url = await listen(createServer((_, response) => response.writeHead(status, { Location: other.url }).end()));

  const outcome = await outgoing.post(url, request());

  expect(outcome).toEqual({ kind: 'answered', status, body: '' });
  expect(other.connections).toBe(0);
  await other.close();
});

it('ignores the proxies of the environment', async () => {
  const proxy = await startReceiver();
  const receiver = await startReceiver();
  const before = { ...process.env };
  Object.assign(process.env, { HTTP_PROXY: proxy.url, http_proxy: proxy.url, NO_PROXY: '', no_proxy: '' });

  const outcome = await outgoing.post(receiver.url, request());

  process.env = before;
  expect(outcome).toEqual({ kind: 'answered', status: 200, body: 'ok' });
  expect(proxy.connections).toBe(0);
  await proxy.close();
  await receiver.close();
});

describe('a receiver that misbehaves', () => {
  const elapsed = async <T>(work: Promise<T>): Promise<[T, number]> => {
    const start = performance.now();
    return [await work, performance.now() - start];
  };
  const TIMED_OUT = { kind: 'failed', failure: 'timeout', error: 'No answer within 200 ms.' };
  const CLOSED = {
    kind: 'failed',
    failure: 'reset',
    error: 'The connection was closed before the reply was complete.',
  };

  it.each<[string, (socket: Socket) => void]>([
    ['never answers', () => undefined],
    ['stops within the headers', (socket) => socket.write('HTTP/1.1 200 OK\r\nX-Half: ')],
    ['stops within the body', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab')],
    [
      'drips its body',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n');
        const timer = setInterval(() => socket.write('.'), 20);
        socket.once('close', () => clearInterval(timer));
      },
    ],
    [
      'drips its headers',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const timer = setInterval(() => socket.write('X-A: 1\r\n'), 20);
        socket.once('close', () => clearInterval(timer));
      },
    ],
  ])('is cut off at the time limit if it %s', async (_name, talk) => {
    const [outcome, ms] = await elapsed(outgoing.post(await raw(talk), request(200)));

    expect(outcome).toEqual(TIMED_OUT);
    expect(ms).toBeGreaterThan(180);
    expect(ms).toBeLessThan(5000);
  });

  it('is cut off at the time limit if it does not even take the connection', async () => {
    const unroutable = new OutgoingHttp(
      { ssrfProtect: false, allowedHosts: [], dnsTimeoutMs: 5000 },
      () => new Promise(() => undefined),
    );

    const [outcome, ms] = await elapsed(unroutable.post('http://name.example/', request(200)));

    expect(outcome).toEqual(TIMED_OUT);
    expect(ms).toBeLessThan(5000);
    unroutable.close();
  });

  it('is read to 16 kB and believed, however much it sends', async () => {
    let sent = 0;
    const url = await raw((socket) => {
      socket.write(`HTTP/1.1 201 Created\r\nContent-Length: ${2 ** 30}\r\n\r\n`);
      const chunk = Buffer.from('0123456789abcdef'.repeat(4096));
      const push = (): void => {
        while (!socket.destroyed && sent < 2 ** 30) {
          sent += chunk.length;
          if (!socket.write(chunk)) return;
        }
      };
      socket.on('drain', push);
      push();
    });

    const [outcome, ms] = await elapsed(outgoing.post(url, request(20_000)));

    expect(outcome).toEqual({ kind: 'answered', status: 201, body: '0123456789abcdef'.repeat(1024) });
    expect(ms).toBeLessThan(10_000);
    expect(sent).toBeLessThan(32 * 2 ** 20);
  });

  it.each<[string, (socket: Socket) => void, unknown]>([
    ['resets', (socket) => socket.resetAndDestroy(), CLOSED],
    ['hangs up', (socket) => socket.end(), CLOSED],
    ['breaks off its body', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab'), CLOSED],
    [
      'talks something else',
      (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
      {
        kind: 'failed',
        failure: 'protocol',
        error: expect.stringMatching(/^The request failed \(HPE_\w+\)\.$/) as unknown,
      },
    ],
  ])('fails the try if it %s', async (_name, talk, expected) => {
    expect(await outgoing.post(await raw(talk), request())).toEqual(expected);
  });

  it('fails the try if nobody listens, without naming the address', async () => {
    const gone = await startReceiver();
    await gone.close();

    const outcome = await outgoing.post(gone.url, request());

    expect(outcome).toEqual({ kind: 'failed', failure: 'refused', error: 'The connection was refused.' });
  });
});

describe('what is kept of a reply', () => {
  const reply = async (body: Buffer, headers: Record<string, string> = {}) =>
    outgoing.post(await listen(createServer((_, response) => response.writeHead(503, headers).end(body))), request());

  it('is its text, without a character that the limit cut in two', async () => {
    const short = await reply(Buffer.from('busy ✓'));
    const long = await reply(Buffer.from('x' + 'ü'.repeat(16 * 1024)));

    expect(short).toMatchObject({ body: 'busy ✓' });
    expect(long).toMatchObject({ body: 'x' + 'ü'.repeat(8191) });
  });

  it('is text that every database takes, whatever the bytes', async () => {
    expect(await reply(Buffer.from([0x61, 0x00, 0xff, 0x62]))).toMatchObject({ body: 'a\ufffd\ufffdb' });
  });

  it('is not packed', async () => {
    const receiver = await startReceiver();

    await outgoing.post(receiver.url, request());

    expect(receiver.requests[0]?.headers['accept-encoding']).toBe('identity');
    await receiver.close();
  });

  it('is how long it asks to wait, in seconds or until a moment', async () => {
    const at = new Date(Date.now() + 90_000).toUTCString();

    expect(await reply(Buffer.of(), { 'Retry-After': '120' })).toMatchObject({ retryAfterMs: 120_000 });
    const { retryAfterMs } = (await reply(Buffer.of(), { 'Retry-After': at })) as { retryAfterMs?: number };
    expect(retryAfterMs).toBeGreaterThan(80_000);
    expect(retryAfterMs).toBeLessThanOrEqual(90_000);
    for (const nonsense of ['soon', '-5', '9'.repeat(30)]) {
      expect(await reply(Buffer.of(), { 'Retry-After': nonsense })).not.toMatchObject({
        retryAfterMs: expect.any(Number) as number,
      });
    }
  });
});

it('ends what is under way when it is closed', async () => {
  const receiver = await startReceiver({ answer: () => undefined });
  const closing = new OutgoingHttp({ ssrfProtect: false, allowedHosts: [], dnsTimeoutMs: 500 });
  const outcome = closing.post(receiver.url, request(60_000));
  await receiver.received(1);

  closing.close();

  expect((await outcome).kind).toBe('failed');
  await receiver.close();
});
