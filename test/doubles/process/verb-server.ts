import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

const HOST = '127.0.0.1';
const KEEP_ALIVE_MS = 60_000;

/**
 * One verb of a double's control API. Each names the body it takes (`never` lets every such function into one table);
 * what comes in is JSON from a test of ours, typed by the double's control-api.ts, and a verb checks what would
 * otherwise fail silently.
 */
export type Verb = (body: never) => object | Promise<object>;

export type Verbs = Record<string, Verb>;

export interface ControlServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A control API: `POST /<verb>` with a JSON body on 127.0.0.1. Answers 200 with JSON, 400 with `{error}` when a verb
 * fails, 404 with the list of verbs when there is none of that name.
 * @param port 0 for any free one. @throws Error when it is taken
 */
export async function serveVerbs(verbs: Verbs, port = 0): Promise<ControlServer> {
  const server = createServer((request, response) => void handle(verbs, request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.listen(port, HOST, resolve).once('error', reject);
  });
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(verbs: Verbs, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = (await readBody(request)).toString();
    const name = request.url?.slice(1).split('?')[0] || 'state';
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!verb) reply(response, 404, { error: `unknown verb ${name}`, verbs: Object.keys(verbs) });
    else reply(response, 200, await verb((body ? JSON.parse(body) : {}) as never));
  } catch (error) {
    reply(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
