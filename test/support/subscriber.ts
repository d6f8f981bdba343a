import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

export interface SeenEvent {
  readonly id: string;
  readonly cursor: string;
  readonly type: string;
  readonly message?: { readonly waMessageId: string; readonly body: string };
}

const EVENTS = `subscription ($after: Cursor) {
  events(after: $after) {
    id cursor type: __typename
    ... on MessageReceivedEvent { message { waMessageId body } }
  }
}`;

export interface ResumingSubscriber {
  /** In the order of arrival, over all connections. */
  readonly events: readonly SeenEvent[];
  /** Subscribes, from the last cursor seen if there is one. Returns once the subscription is open. */
  connect(url: string, key: string): Promise<void>;
  close(): Promise<void>;
}

/** A client that goes on where it was: it remembers the cursor of the last event, as a careful user would. */
export function resumingSubscriber(start?: string): ResumingSubscriber {
  const events: SeenEvent[] = [];
  let cursor = start;
  let client: ReturnType<typeof createClient> | undefined;

  const close = async (): Promise<void> => {
    await client?.dispose();
    client = undefined;
  };
  return {
    events,
    close,
    async connect(url, key) {
      await close();
      const opened = new Promise<void>((resolve, reject) => {
        client = createClient({
          url: `${url.replace('http', 'ws')}/graphql`,
          webSocketImpl: WebSocket,
          connectionParams: { 'X-API-Key': key },
          retryAttempts: 0,
          lazy: false,
          onNonLazyError: reject,
          on: { connected: () => resolve() },
        });
      });
      const current = client!;
      current.subscribe<{ events: SeenEvent }>(
        { query: EVENTS, variables: { after: cursor } },
        {
          next: ({ data, errors }) => {
            if (errors !== undefined) throw new Error(JSON.stringify(errors));
            if (data === null || data === undefined) return;
            events.push(data.events);
            cursor = data.events.cursor;
          },
          // a socket cut by kill -9 ends here; the test connects again
          error: () => undefined,
          complete: () => undefined,
        },
      );
      await opened;
    },
  };
}
