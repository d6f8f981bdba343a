import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRestHandler } from '../../rest/handler.js';
import type { Context } from '../../schema/context.js';
import { schema } from '../../schema/index.js';
import { logger, startFixture } from '../graphql/fixture.js';
import { described, documented } from './contract-judge.js';

export interface CallOptions {
  /** Without the question mark. */
  readonly query?: string;
  readonly body?: unknown;
  /** Who asks; an admin unless told. */
  readonly as?: Context['caller'];
  readonly headers?: Readonly<Record<string, string>>;
}
export interface JudgedAnswer<T> {
  readonly status: number;
  readonly body: T;
}

/** REST over everything behind the schema; only the engine is the test's. Judges hold every answer to both documents. */
export async function startRestFixture() {
  const gateway = await startFixture();
  let caller: Context['caller'] | undefined;
  const handler = createRestHandler({
    schema,
    config: { production: false, bodyLimitBytes: 1_000_000, corsOrigins: [] },
    logger,
    contextFor: () => Promise.resolve(gateway.context(caller === undefined ? {} : { caller })),
  });
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const rest = {
    /** Calls a documented route, filling its path in. @throws Error where the answer is not as documented */
    async exchange<T = Record<string, unknown>>(
      route: string,
      parameters: Readonly<Record<string, string>> = {},
      { query, body, as, headers = {} }: CallOptions = {},
    ): Promise<JudgedAnswer<T> & { readonly headers: Headers }> {
      const [method = '', template = ''] = route.split(' ');
      const path = template.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(parameters[name] ?? ''));
      caller = as;
      const response = await fetch(`http://127.0.0.1:${port}${path}${query === undefined ? '' : `?${query}`}`, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const answer = {
        status: response.status,
        body: (text === '' ? undefined : JSON.parse(text)) as T,
        headers: response.headers,
      };
      const objections = [documented, described].flatMap((judge) => judge.objections(route, answer));
      if (objections.length > 0) throw new Error(`${objections.join('\n')}\n${text}`);
      return answer;
    },
  };
  return {
    ...rest,
    gateway,
    /** As `exchange`, without the headers. */
    async call<T = Record<string, unknown>>(...given: Parameters<typeof rest.exchange>): Promise<JudgedAnswer<T>> {
      const { status, body } = await rest.exchange<T>(...given);
      return { status, body };
    },
    async stop() {
      server.close();
      await gateway.stop();
    },
  };
}

export type RestFixture = Awaited<ReturnType<typeof startRestFixture>>;
