import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { TestGateway } from '../support/gateway.js';

export interface JournalledEvent {
  readonly sessionId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface JournalWatch {
  /** In the order of arrival. */
  readonly events: readonly JournalledEvent[];
  close(): Promise<void>;
}

const EVENTS = 'subscription { events { sessionId type data } }';

/** Everything the journal tells, through the public subscription. Resolves once it is open. */
export async function watchJournal({ url, key }: TestGateway): Promise<JournalWatch> {
  const events: JournalledEvent[] = [];
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { 'X-API-Key': key },
    retryAttempts: 0,
    lazy: false,
  });
  await new Promise<void>((resolve, reject) => {
    client.on('connected', () => resolve());
    client.on('closed', () => reject(new Error('the gateway closed the subscription')));
  });
  client.subscribe<{ events: JournalledEvent }>(
    { query: EVENTS },
    {
      next: ({ data, errors }) => {
        if (errors !== undefined) throw new Error(JSON.stringify(errors));
        if (data) events.push(data.events);
      },
      error: () => undefined,
      complete: () => undefined,
    },
  );
  return { events, close: async () => client.dispose() };
}
