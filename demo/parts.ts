import { createHmac } from 'node:crypto';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient, type Client as WsClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { EngineKind } from '../src/domain/session.js';
import { startGateway, type TestGateway } from '../test/support/gateway.js';
import { type Network, startNetwork } from '../test/support/network.js';
import { dropSchema, postgresAt } from '../test/support/postgres.js';
import { startReceiver, type Receiver, type WebhookBody } from '../test/support/receiver.js';

export const ACCOUNT = { phone: '628123456789', name: 'Depot Nine' };
export const FRIENDS = [
  { phone: '628770001122', name: 'Rina' },
  { phone: '5511987654321', name: 'Caio' },
  { phone: '447700900123', name: 'Maya' },
];
/** Of its own, so that it can be removed. */
const SCHEMA = 'openwa_demo';
export const WEBHOOK_SECRET = 'orchid-lantern-42-demo';

/** The whole demo: a pretend WhatsApp network, the gateway as built, and somebody who listens to its webhooks. */
export interface Parts {
  readonly network: Network;
  readonly gateway: TestGateway;
  readonly receiver: Receiver;
  readonly ws: WsClient;
  readonly sse: ReturnType<typeof createSseClient>;
  stop(): Promise<void>;
}

export interface PartsOptions {
  /** Which library speaks for the session. */
  readonly engine: EngineKind;
  /** 0: any free one. */
  readonly port: number;
  /** Where the gateway has its data on PostgreSQL, in a schema that is removed at the end; undefined: in a file. */
  readonly database?: string | undefined;
}

/** @param onDelivery hears of every webhook delivery */
export async function startParts(
  { engine, port, database }: PartsOptions,
  onDelivery: (body: WebhookBody) => void = () => undefined,
): Promise<Parts> {
  const postgres = database === undefined ? undefined : { ...postgresAt(database), schema: SCHEMA };
  if (postgres !== undefined) await dropSchema(postgres);
  const network = await startNetwork(engine);
  const receiver = await startReceiver({
    answer: (request, response) => {
      onDelivery(request.json());
      response.writeHead(200).end();
    },
  });
  const gateway = await startGateway({
    ...(postgres === undefined ? {} : { database: postgres }),
    env: {
      PORT: String(port),
      ...network.env,
      API_MASTER_KEY: '',
      LOG_LEVEL: 'warn',
      SIMULATE_TYPING: 'true',
      SIMULATE_TYPING_MAX_MS: '800',
    },
  });
  const ws = createWsClient({
    url: `${gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { 'X-API-Key': gateway.key },
  });
  const sse = createSseClient({ url: `${gateway.url}/graphql`, headers: { 'X-API-Key': gateway.key } });
  return {
    network,
    gateway,
    receiver,
    ws,
    sse,
    async stop() {
      await ws.dispose();
      sse.dispose();
      await gateway.stop();
      await receiver.close();
      await network.stop();
      if (postgres !== undefined) await dropSchema(postgres);
    },
  };
}

/** Whether a delivery carries the signature of exactly these bytes. */
export const isSigned = (body: Buffer, signature: unknown): boolean =>
  signature === `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`;
