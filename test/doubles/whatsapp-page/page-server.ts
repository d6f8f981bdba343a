import { createHash, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readBody } from '../process/verb-server.js';
import { makeSelfSigned } from '../whatsapp-server/media/certificate.js';
import { Page } from './network/page.js';
import { type PageDouble } from './page-double.js';
import { answer } from './requests/requests.js';

const HOST = '127.0.0.1';
const SCRIPTS = join(__dirname, 'page');
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type Route = (request: IncomingMessage, response: ServerResponse, path: string) => void | Promise<void>;

/** https://web.whatsapp.com as Chromium sees it when it is started with `chromiumArgs`. */
export class PageServer {
  private readonly certificate = makeSelfSigned('web.whatsapp.com');
  private readonly scripts = new Map(readdirSync(SCRIPTS).map((name) => [name, readFileSync(join(SCRIPTS, name))]));
  private server: Server | undefined;
  private port = 0;
  /** Accepts, and never answers. */
  silent = false;

  private readonly routes: readonly [prefix: string, route: Route][] = [
    ['/double/page/', (_request, response, path) => this.sendScript(response, path.slice('/double/page/'.length))],
    ['/double/events', (request, response) => this.openStream(request, response)],
    ['/double/request', (request, response) => this.answer(request, response)],
    ['/double/media/', (_request, response, path) => this.sendMedia(response, path)],
    ['/double/media', (request, response) => this.takeMedia(request, response)],
    ['/double/picture/', (_request, response) => send(response, 200, 'image/png', PIXEL)],
    ['/', (_request, response) => send(response, 200, 'text/html; charset=utf-8', this.html())],
  ];

  constructor(private readonly double: PageDouble) {}

  /** @throws Error when the port is taken */
  async start(): Promise<void> {
    const server = createServer(this.certificate, (request, response) => void this.handle(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.listen(this.port || this.double.options.port, HOST, resolve).once('error', reject);
    });
    this.port = (server.address() as AddressInfo).port;
  }

  /** Connections are refused until it is started again, on the same port. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const page of this.double.pages) page.end();
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  /** Sends web.whatsapp.com here, trusting this one certificate, and everything else but loopback nowhere. */
  get chromiumArgs(): string[] {
    const publicKey = new X509Certificate(this.certificate.cert).publicKey.export({ type: 'spki', format: 'der' });
    return [
      `--host-resolver-rules=MAP web.whatsapp.com:443 ${HOST}:${this.port}, MAP * ~NOTFOUND, EXCLUDE ${HOST}`,
      `--ignore-certificate-errors-spki-list=${createHash('sha256').update(publicKey).digest('base64')}`,
    ];
  }

  /** For a test's proxy, which must bring web.whatsapp.com:443 here by itself. */
  get address(): { host: string; port: number } {
    return { host: HOST, port: this.port };
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.silent) return;
    const { pathname } = new URL(request.url ?? '/', 'https://web.whatsapp.com');
    const exact = this.routes.find(([prefix]) => prefix === pathname);
    const [, route] = exact ?? this.routes.find(([prefix]) => prefix !== '/' && pathname.startsWith(prefix)) ?? [];
    try {
      if (route) await route(request, response, pathname);
      else send(response, 404, 'text/plain', '');
    } catch (error) {
      if (!response.headersSent) send(response, 500, 'text/plain', String(error));
    }
  }

  private html(): string {
    const settings = JSON.stringify(this.double.options).replaceAll('<', '\\u003c');
    return `<!doctype html><html><head><meta charset="utf-8"><title>WhatsApp</title>
<script>window.__DOUBLE__ = ${settings};</script>
<script type="module" src="/double/page/main.js"></script></head><body><div id="app"></div></body></html>`;
  }

  private sendScript(response: ServerResponse, name: string): void {
    const script = this.scripts.get(name);
    if (script) send(response, 200, 'text/javascript', script);
    else send(response, 404, 'text/plain', '');
  }

  private openStream(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const page = new Page(response);
    this.double.pages.add(page);
    page.push({ t: 'hello', page: page.id });
    request.on('close', () => this.double.closed(page));
  }

  /** A refused request is an answer too: `{error, name}`. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = JSON.parse((await readBody(request)).toString()) as {
      page: string;
      op: string;
      args: Record<string, unknown>;
    };
    const page = [...this.double.pages].find(({ id }) => id === asked.page);
    try {
      if (!page) throw new Error('this page was closed');
      sendJson(response, { result: (await answer(this.double, page, asked.op, asked.args)) ?? null });
    } catch (error) {
      const { name, message } = error as Error;
      sendJson(response, { error: message, name });
    }
  }

  private sendMedia(response: ServerResponse, path: string): void {
    const file = this.double.media.get(path);
    if (file) send(response, 200, file.mimetype, file.data);
    else send(response, 404, 'text/plain', '');
  }

  private async takeMedia(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mimetype = request.headers['content-type'] ?? 'application/octet-stream';
    sendJson(response, { path: this.double.media.put(await readBody(request), mimetype) });
  }
}

const sendJson = (response: ServerResponse, body: object): void =>
  send(response, 200, 'application/json', JSON.stringify(body));

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
