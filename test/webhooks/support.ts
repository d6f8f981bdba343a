import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { RetryPolicyName } from '../../src/domain/delivery.js';
import type { EventData, EventType, MessageData } from '../../src/domain/event.js';
import { newId, newRowId } from '../../src/runtime/ids.js';
import type { Logger } from '../../src/runtime/logger.js';
import { openStore, type Store } from '../../src/store/store.js';
import { OutgoingHttp } from '../../src/outgoing/outgoing-http.js';
import { WebhookPlanner } from '../../src/webhooks/planner.js';
import { Relay, type RelayDeps } from '../../src/webhooks/relay.js';
import { ReplayService } from '../../src/webhooks/replay-service.js';
import { WebhookService } from '../../src/webhooks/webhook-service.js';
import { mediaStore } from '../support/media.js';
import { sessionRow } from '../support/rows.js';

export const ALICE = '628770001122@c.us';
export const BOB = '628770003344@c.us';
export const ME = '628123456789@c.us';

export const CONFIG = {
  timeoutMs: 2000,
  maxRetries: 3,
  retryDelayMs: 40,
  retryPolicy: 'fixed' as RetryPolicyName,
  mediaMaxBytes: 1000,
  ssrfProtect: true,
  allowedHosts: ['127.0.0.1'],
  dnsTimeoutMs: 1000,
};

export interface CapturedLog {
  readonly logger: Logger;
  /** Everything that was logged, as text. */
  text(): string;
  lines(): Record<string, unknown>[];
}

export function captureLog(): CapturedLog {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return {
    logger: pino({ level: 'trace' }, stream),
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** Everything about webhooks, on a real store in a folder of its own; wired as the gateway wires it. */
export interface WebhookBench {
  readonly folder: string;
  readonly store: Store;
  readonly planner: WebhookPlanner;
  readonly outgoing: OutgoingHttp;
  readonly relay: Relay;
  readonly webhooks: WebhookService;
  readonly replays: ReplayService;
  /** What the relay switched off. */
  readonly disabled: readonly { readonly id: string; readonly reason: string }[];
  readonly log: CapturedLog;
  readonly config: typeof CONFIG;
  addSession(name?: string): Promise<string>;
  /** Journals an event with the deliveries that the planner says. */
  journal<T extends EventType>(sessionId: string, type: T, data: EventData[T]): Promise<void>;
  /** Journals `message.received`. @returns the documented message id */
  receiveText(sessionId: string, from: string, body: string): Promise<string>;
  /** @param folder is kept if true: for opening it again */
  close(keep?: boolean): Promise<void>;
}

export async function openBench(
  options: {
    folder?: string;
    config?: Partial<typeof CONFIG>;
    start?: boolean;
    busyTimeoutMs?: number;
    payloadOf?: RelayDeps['payloads']['payloadOf'];
  } = {},
): Promise<WebhookBench> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'openwa-webhooks-'));
  const config = { ...CONFIG, ...options.config };
  const log = captureLog();
  const { logger } = log;
  const store = await openStore({
    data: join(folder, 'openwa.sqlite'),
    main: join(folder, 'main.sqlite'),
    logger,
    busyTimeoutMs: options.busyTimeoutMs,
  });
  const outgoing = new OutgoingHttp(config);
  const planner = await WebhookPlanner.load(store);
  const media = mediaStore(join(folder, 'media'));
  // With a schema behind them they are tried in payload-query.test.ts.
  const { payloadOf = () => Promise.reject(new Error('nobody asked for one')) } = options;
  const payloads = { check: () => undefined, payloadOf };
  const disabled: { id: string; reason: string }[] = [];
  const onDisabled: RelayDeps['onDisabled'] = ({ id }, reason) => void disabled.push({ id, reason });
  const relay = new Relay({ store, outgoing, media, planner, payloads, config, logger, onDisabled });
  const webhooks = new WebhookService({ store, planner, relay, outgoing, payloads, config, logger });
  const replays = new ReplayService({ store, webhooks, relay });
  store.commits.onJournal((_lastSeq, deliveries, journal) => {
    if (deliveries) relay.wake(journal);
  });
  if (options.start !== false) await relay.start();

  return {
    folder,
    store,
    planner,
    outgoing,
    relay,
    webhooks,
    replays,
    disabled,
    log,
    config,
    addSession: async (name = `session-${newId()}`) => {
      const id = newId();
      await store.commits.write([{ op: 'session.insert', row: sessionRow(id, { name, status: 'ready' }) }]);
      return id;
    },
    journal: async (sessionId, type, data) => {
      const deliveries = planner.plan({ sessionId, type, data });
      const event = { id: newRowId(), sessionId, type, occurredAt: Date.now(), data: JSON.stringify(data), deliveries };
      await store.commits.write([{ op: 'session.patch', sessionId, patch: {}, at: Date.now(), events: [event] }]);
    },
    receiveText: async (sessionId, from, body) => {
      const stanzaId = newId().replaceAll('-', '').toUpperCase();
      const data = messageOf({ id: `false_${from}_${stanzaId}`, from, chatId: from, body });
      const deliveries = planner.plan({ sessionId, type: 'message.received', data });
      const at = Date.now();
      const type = 'message.received';
      await store.commits.write([
        {
          op: 'message.insert',
          row: {
            id: newRowId(),
            sessionId,
            waMessageId: data.id,
            stanzaId,
            chatId: from,
            author: from,
            authorName: null,
            from,
            to: ME,
            body,
            type: 'text',
            direction: 'incoming',
            ack: 2,
            sentAt: at,
            metadata: null,
            media: null,
            createdAt: at,
          },
          chat: { name: '', kind: 'individual', unread: 1 },
          event: { id: newRowId(), sessionId, type, occurredAt: at, data: JSON.stringify(data), deliveries },
        },
      ]);
      return data.id;
    },
    close: async (keep = false) => {
      await relay.close();
      await store.close();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const messageOf = (fields: Partial<MessageData> = {}): MessageData => ({
  id: 'false_628770001122@c.us_3EB0C4',
  from: ALICE,
  to: ME,
  chatId: ALICE,
  body: 'hello',
  type: 'text',
  timestamp: 1_782_461_729,
  fromMe: false,
  isGroup: false,
  hasMedia: false,
  ...fields,
});
