import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ConnectProxy {
  readonly port: number;
  /** Hosts that were reached through it. */
  readonly reached: string[];
  stop(): Promise<void>;
}

/**
 * An http proxy that wants a password and knows the way to one host only.
 * @param to where web.whatsapp.com really is
 */
export async function startConnectProxy(login: string, to: { host: string; port: number }): Promise<ConnectProxy> {
  const wanted = `Basic ${Buffer.from(login).toString('base64')}`;
  const reached: string[] = [];
  const open = new Set<Socket>();
  const server: Server = createServer((_, response) => response.writeHead(403).end());
  server.on('connect', (request, client: Socket) => {
    open.add(client);
    client.on('error', () => client.destroy());
    if (request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="depot"\r\n\r\n');
      return;
    }
    if (request.url !== 'web.whatsapp.com:443') {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    reached.push(request.url);
    const upstream = connect(to.port, to.host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    open.add(upstream);
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    reached,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
