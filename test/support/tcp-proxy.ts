import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between the gateway and its database, so that a test decides what arrives. */
export interface TcpProxy {
  readonly port: number;
  /** How many times it cut off what `cutAt` was told. */
  readonly cuts: number;
  /**
   * Once, when a client sends these bytes: cuts its connection.
   * @param passedOn whether the server still gets them; its answer is kept back in any case
   * @param behind what has to be sent before, so that it is not somebody else's
   */
  cutAt(bytes: string, passedOn: boolean, behind?: string): void;
  /** Called when `cutAt` has cut. */
  onCut: () => void;
  /** Cuts every connection and refuses new ones. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const clients = new Set<Socket>();
  let awaited: { bytes: string; passedOn: boolean; behind: string | undefined } | undefined;
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    clients.add(client);
    for (const socket of [client, upstream]) socket.setNoDelay(true).on('error', () => undefined);
    upstream.on('close', () => client.destroy());
    client.on('close', () => {
      clients.delete(client);
      upstream.destroy();
    });
    let isCutting = false;
    const cut = (): void => {
      proxy.cuts += 1;
      client.destroy();
      proxy.onCut();
    };
    upstream.on('data', (data: Buffer) => {
      if (isCutting) return cut();
      if (!client.destroyed) client.write(data);
    });
    client.on('data', (data: Buffer) => {
      if (awaited?.behind !== undefined && data.includes(awaited.behind)) awaited.behind = undefined;
      if (awaited === undefined || awaited.behind !== undefined || !data.includes(awaited.bytes))
        return void upstream.write(data);
      isCutting = awaited.passedOn;
      awaited = undefined;
      if (isCutting) upstream.write(data);
      else cut();
    });
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const client of clients) client.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const proxy = {
    port,
    cuts: 0,
    onCut: () => undefined as void,
    cutAt: (bytes: string, passedOn: boolean, behind?: string) => {
      awaited = { bytes, passedOn, behind };
    },
    down,
    up: () => listen(port),
    close: down,
  };
  return proxy;
}
