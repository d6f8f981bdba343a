import type { SessionRow, WebhookRow } from '../../src/store/write-op.js';

/** A row for `session.insert`: a session that was never started. */
export const sessionRow = (id: string, overrides: Partial<SessionRow> = {}): SessionRow => ({
  id,
  name: `name of ${id}`,
  status: 'created',
  engine: 'baileys',
  config: '{}',
  proxyUrl: null,
  proxyType: null,
  createdAt: Date.now(),
  ...overrides,
});

/** A row for `webhook.insert`: one that is on and wants every event. */
export const webhookRow = (id: string, sessionId: string, overrides: Partial<WebhookRow> = {}): WebhookRow => ({
  id,
  sessionId,
  url: 'https://receiver.example/hook',
  events: '["*"]',
  secret: null,
  headers: '{}',
  filters: null,
  retryCount: 3,
  retryPolicy: null,
  payloadQuery: null,
  ordered: 0,
  active: 1,
  createdAt: Date.now(),
  ...overrides,
});
