import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import fc, { type Arbitrary } from 'fast-check';

/** What a receiver does with a connection once the request is there. */
export interface Reply {
  readonly what: string;
  readonly bytes: Buffer;
  /** What follows the bytes. */
  readonly then: 'close' | 'reset' | 'silence' | 'drip' | 'flood';
}

const DRIP_EVERY_MS = 5;
const BLOCK = Buffer.alloc(64 * 1024, 'W');

const noise = fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => Buffer.from(bytes));
const ok = 'HTTP/1.1 200 OK\r\n';
const statusLines = [
  'HTTP/9.9 200 OK',
  'HTTP/1.1 99999 Many',
  'HTTP/1.1 -1 Less',
  'HTTP/1.1  200',
  'HTTP/1.1 2OO OK',
  'HTTP/1.1',
  'ICY 200 OK',
  'SSH-2.0-OpenSSH_9.2',
  '200 OK',
  `HTTP/1.1 200 ${'W'.repeat(100_000)}`,
  '\x16\x03\x01\x02\x00\x01',
];
const statuses = [100, 101, 103, 199, 204, 205, 226, 300, 301, 304, 307, 401, 407, 418, 429, 451, 500, 503, 599, 999];
const headers = [
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Content-Length: 5\r\nContent-Length: 6',
  'Content-Length: 5\r\nTransfer-Encoding: chunked',
  'Content-Length: 0x10',
  'Transfer-Encoding: gzip, chunked, nothing',
  'Location: http://169.254.169.254/latest',
  'Location: file:///etc/passwd',
  'Retry-After: never',
  'Content-Encoding: gzip',
  'Set-Cookie: a=b; Domain=127.0.0.1',
  ' Folded: yes',
  'No colon',
  'Null: \0',
  'X: \x80\xff',
  `Long: ${'W'.repeat(200_000)}`,
  Array.from({ length: 3_000 }, (_, index) => `H${index}: x`).join('\r\n'),
];
const chunks = [
  '5\r\nhello\r\n0\r\n\r\n',
  'zz\r\n',
  'ffffffffffffffff\r\nx',
  '-5\r\nhello',
  '5;ext=W\r\nhel',
  '\r\n',
  '0\r\nTrailer: x',
];

const ENDS = ['close', 'reset', 'silence', 'drip', 'flood'] as const;
const WEIGHTS = { close: 12, reset: 4, silence: 1, drip: 1, flood: 2 } as const;
const then = fc.oneof(...ENDS.map((end) => ({ weight: WEIGHTS[end], arbitrary: fc.constant(end) })));

/** Replies as no receiver should give them, ended as none should. */
export function hostileReplies(): Arbitrary<Reply> {
  const reply = (what: string, text: Arbitrary<string | Buffer>): Arbitrary<Reply> =>
    fc.tuple(text, then).map(([bytes, end]) => ({ what, bytes: Buffer.from(bytes as string, 'latin1'), then: end }));
  const body = fc.constantFrom('', 'ok', '{"stack":"at x (/tmp/y.js:1:1)"}', 'W'.repeat(50_000));
  return fc.oneof(
    reply('nothing at all', fc.constant('')),
    reply('noise', noise),
    reply(
      'noise behind a status',
      noise.map((bytes) => Buffer.concat([Buffer.from(ok), bytes])),
    ),
    reply(
      'an odd status line',
      fc.constantFrom(...statusLines).map((line) => `${line}\r\nContent-Length: 2\r\n\r\nok`),
    ),
    reply(
      'an odd status',
      fc
        .tuple(fc.constantFrom(...statuses), body)
        .map(([status, text]) => `HTTP/1.1 ${status} X\r\nContent-Length: ${text.length}\r\n\r\n${text}`),
    ),
    reply(
      'an odd header',
      fc.tuple(fc.constantFrom(...headers), body).map(([header, text]) => `${ok}${header}\r\n\r\n${text}`),
    ),
    reply(
      'odd chunks',
      fc.constantFrom(...chunks).map((chunk) => `${ok}Transfer-Encoding: chunked\r\n\r\n${chunk}`),
    ),
    reply(
      'a length that lies',
      fc
        .tuple(fc.integer({ min: 0, max: 2 ** 31 }), body)
        .map(([length, text]) => `${ok}Content-Length: ${length}\r\n\r\n${text}`),
    ),
    reply('a gigabyte', fc.constant(`${ok}Content-Length: 1073741824\r\n\r\n`)),
    reply('a thousand times "go on"', fc.constant('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000))),
    reply('two answers', fc.constant(`${ok}Content-Length: 2\r\n\r\nok${ok}Content-Length: 2\r\n\r\nno`)),
    reply('LF alone', fc.constant('HTTP/1.1 200 OK\nContent-Length: 2\n\nok')),
    reply(
      'cut headers',
      fc.integer({ min: 1, max: 30 }).map((at) => `${ok}Content-Length: 2\r\n\r\n`.slice(0, at)),
    ),
  );
}

/** Listens on 127.0.0.1 and does with each request what stands at its path: `/7` is the reply number 7. */
export async function startHostileReceiver(replies: readonly Reply[]) {
  let written = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const number = /^POST \/(\d+) /.exec(text)?.[1];
      if (number === undefined || !text.includes('\r\n\r\n')) return;
      text = '';
      const reply = replies[Number(number)];
      if (reply !== undefined) perform(socket, reply);
      else socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  function perform(socket: Socket, { bytes, then: end }: Reply): void {
    socket.write(bytes);
    if (end === 'close') socket.end();
    if (end === 'reset') socket.resetAndDestroy();
    if (end === 'flood') flood(socket);
    if (end !== 'drip') return;
    const timer = setInterval(() => socket.write('W'), DRIP_EVERY_MS);
    socket.once('close', () => clearInterval(timer));
  }
  /** As much as the other side takes, which a gigabyte would be. */
  function flood(socket: Socket): void {
    const more = (): void => {
      while (!socket.destroyed && written < Number.MAX_SAFE_INTEGER) {
        written += BLOCK.length;
        if (!socket.write(BLOCK)) return void socket.once('drain', more);
      }
    };
    more();
  }
  return {
    urlOf: (number: number | 'good') => `http://127.0.0.1:${port}/${number === 'good' ? replies.length : number}`,
    port,
    /** Bytes of floods that were written so far. */
    get flooded() {
      return written;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
