import type { AddressInfo } from 'node:net';
import express from 'express';

/** The floor of `rest`: Express 5 and `response.json`, nothing else. The first message maps each path to its body. */
process.once('message', (bodies: Record<string, unknown>) => {
  const app = express().disable('x-powered-by').disable('etag');
  for (const [path, body] of Object.entries(bodies)) app.get(path, (_request, response) => void response.json(body));
  const server = app.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
});
process.once('disconnect', () => process.exit(0));
