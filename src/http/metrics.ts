import { createHash, timingSafeEqual } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Metric } from '../domain/metric.js';

export const METRICS_PATH = '/api/metrics';
const CACHED_MS = 5_000;
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

interface MetricsDeps {
  /** METRICS_TOKEN; undefined: there are no metrics here. */
  readonly token: string | undefined;
  readonly read: () => Promise<readonly Metric[]>;
}

/** `GET /api/metrics` in Prometheus' text format 0.0.4, behind a token of its own; counted anew at most every 5 seconds. */
export function createMetricsHandler({
  token,
  read,
}: MetricsDeps): (request: IncomingMessage, response: ServerResponse) => void {
  let cached: { readonly text: Promise<string>; readonly until: number } | undefined;
  const current = (): Promise<string> => {
    if (cached !== undefined && cached.until > Date.now()) return cached.text;
    const text = read().then((metrics) => metrics.map(textOf).join(''));
    cached = { text, until: Date.now() + CACHED_MS };
    text.catch(() => (cached = undefined));
    return text;
  };
  return (request, response) => {
    const method = request.method ?? 'GET';
    if (token === undefined || (method !== 'GET' && method !== 'HEAD')) {
      return refuse(response, 404, `Cannot ${method} ${METRICS_PATH}`);
    }
    if (!isToken(request.headers.authorization, token)) return refuse(response, 401, 'Invalid metrics token');
    current().then(
      (text) => response.writeHead(200, { 'content-type': CONTENT_TYPE, 'cache-control': 'no-store' }).end(text),
      () => refuse(response, 503, 'The database does not answer'),
    );
  };
}

/** One family: what it is, and a line for every value. */
function textOf({ name, type, help, values }: Metric): string {
  const lines = values.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

const escaped = (text: string): string =>
  text.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const isToken = (authorization: string | undefined, token: string): boolean =>
  timingSafeEqual(digest(/^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''), digest(token));

function refuse(response: ServerResponse, status: number, message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify({ statusCode: status, message, error: STATUS_CODES[status] }));
}
