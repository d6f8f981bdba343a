import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Another client: all of 127.0.0.0/8 is this machine. */
  readonly from?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  json<T = Record<string, unknown>>(): T;
}

export interface TlsClient {
  ask(what: Ask): Promise<Answer>;
  /** The answer as it comes in, for those that do not end. */
  open(what: Ask): Promise<IncomingMessage>;
}

/** Talks HTTPS to the proxy on this port, whose certificate it trusts. */
export function tlsClient(port: number, ca: string): TlsClient {
  const open = ({ method = 'GET', path, headers, body, from }: Ask): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      request(
        {
          host: '127.0.0.1',
          servername: 'localhost',
          port,
          ca,
          method,
          path,
          headers: { host: `localhost:${port}`, ...headers },
          ...(from === undefined ? {} : { localAddress: from }),
          agent: false,
        },
        resolve,
      )
        .on('error', reject)
        .end(body);
    });
  return {
    open,
    async ask(what) {
      const answer = await open(what);
      const body = Buffer.concat(await answer.toArray());
      return {
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        body,
        json: <T>() => JSON.parse(body.toString()) as T,
      };
    },
  };
}
