import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface RawTarget {
  readonly port: number;
  /** Spoken over TLS, with this certificate trusted. */
  readonly ca?: string;
}

export interface RawAnswer {
  /** The statuses of all answers on the connection, in order. */
  readonly statuses: readonly number[];
  /** Whether the server closed the connection, within a second of the last byte. */
  readonly isClosed: boolean;
}

const QUIET_MS = 1000;

/** Sends these very bytes to 127.0.0.1 and reads until the server closes, or says nothing more for a second. */
export function sendRaw({ port, ca }: RawTarget, bytes: string): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket =
      ca === undefined
        ? connect({ port, host: '127.0.0.1' })
        : connectTls({ port, host: '127.0.0.1', ca, servername: 'localhost', ALPNProtocols: ['http/1.1'] });
    let text = '';
    const answer = (isClosed: boolean): void => {
      socket.destroy();
      resolve({ statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status)), isClosed });
    };
    socket.on('timeout', () => answer(false));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      socket.setTimeout(QUIET_MS);
    });
    socket.on('error', () => answer(true));
    socket.on('close', () => answer(true));
    socket.write(bytes);
  });
}

const posted = (...headers: readonly string[]): string =>
  ['POST /graphql HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', ...headers].join('\r\n');

/** Requests that two parsers could read as something different: what is smuggled hides in the difference. */
export const AMBIGUOUS_REQUESTS: Readonly<Record<string, string>> = {
  'a length beside a transfer encoding': `${posted('Content-Length: 2', 'Transfer-Encoding: chunked')}\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  'a transfer encoding beside a length': `${posted('Transfer-Encoding: chunked', 'Content-Length: 2')}\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  'two lengths that differ': `${posted('Content-Length: 2', 'Content-Length: 3')}\r\n\r\n{} `,
  'the same length twice': `${posted('Content-Length: 2', 'Content-Length: 2')}\r\n\r\n{}`,
  'a list of lengths': `${posted('Content-Length: 2, 2')}\r\n\r\n{}`,
  'a signed length': `${posted('Content-Length: +2')}\r\n\r\n{}`,
  'a space before the colon': `${posted('Content-Length : 2')}\r\n\r\n{}`,
  'a folded header': `${posted('X-Note: one\r\n two', 'Content-Length: 2')}\r\n\r\n{}`,
  'a header folded with a tab': `${posted('X-Note: one\r\n\ttwo', 'Content-Length: 2')}\r\n\r\n{}`,
  'a first header that begins with a space': 'GET /api/health HTTP/1.1\r\n Host: localhost\r\n\r\n',
};

/** Lines that end in LF alone. A proxy may mend these: nginx takes them, and sends on what it understood. */
export const BARE_LF_REQUESTS: Readonly<Record<string, string>> = {
  'a request line that ends in LF': 'GET /api/health HTTP/1.1\nHost: localhost\r\n\r\n',
  'a header that ends in LF': 'GET /api/health HTTP/1.1\r\nHost: localhost\nX-Note: one\r\n\r\n',
  'headers that end in LF': 'GET /api/health HTTP/1.1\r\nHost: localhost\r\n\n',
};
