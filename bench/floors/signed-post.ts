import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The floor of a webhook delivery: `POST /?count=20` signs the body it was given at the start so many times and posts it
 * to the receiver. Nothing is read, kept or tried again.
 */
const SECRET = 'bench-secret-0123456789';
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

async function post(url: string, body: string): Promise<void> {
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-openwa-signature': signature,
  };
  const outgoing = httpRequest(url, { method: 'POST', agent, headers }).end(body);
  const [answer] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
  await once(answer.resume(), 'end');
}

async function main(): Promise<void> {
  const [{ url, body }] = (await once(process, 'message')) as [{ url: string; body: string }];
  const server = createServer((request, response) => {
    const count = Number(new URL(request.url ?? '/', 'http://local').searchParams.get('count'));
    Promise.all(Array.from({ length: count }, () => post(url, body))).then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  process.once('disconnect', () => process.exit(0));
}

void main();
