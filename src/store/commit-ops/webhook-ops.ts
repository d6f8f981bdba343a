import type { WebhookPatch } from '../write-op.js';
import type { Database, Handlers } from './batch.js';
import { preparePatch } from './prepare-patch.js';

type WebhookOp =
  | 'webhook.insert'
  | 'webhook.patch'
  | 'webhook.delete'
  | 'delivery.prune'
  | 'delivery.exhaust'
  | 'attempt.record';

const PATCHABLE = [
  'url',
  'events',
  'secret',
  'headers',
  'filters',
  'retryCount',
  'active',
] as const satisfies readonly (keyof WebhookPatch)[];

export function webhookOps(database: Database): Handlers<WebhookOp> {
  const insertWebhook = database.prepare(
    `INSERT INTO "Webhook" ("id", "sessionId", "url", "events", "secret", "headers", "filters", "retryCount", "active",
       "createdAt", "updatedAt")
     VALUES (@id, @sessionId, @url, @events, @secret, @headers, @filters, @retryCount, @active, @createdAt, @createdAt)`,
  );
  const patchWebhook = preparePatch<WebhookPatch>(database, 'Webhook', PATCHABLE);
  const deleteWebhook = database.prepare('DELETE FROM "Webhook" WHERE "id" = ?');
  const pruneDeliveries = database.prepare(
    'DELETE FROM "Delivery" WHERE "rowid" IN ' +
      '(SELECT "rowid" FROM "Delivery" WHERE "webhookId" = ? ORDER BY "eventSeq" LIMIT ?)',
  );
  const exhaustDeliveries = database.prepare(
    `UPDATE "Delivery" SET "state" = 'EXHAUSTED', "nextAttemptAt" = NULL, "finishedAt" = ? WHERE "rowid" IN
       (SELECT "rowid" FROM "Delivery" WHERE "webhookId" = ? AND "nextAttemptAt" IS NOT NULL
        ORDER BY "nextAttemptAt" LIMIT ?)`,
  );
  const insertAttempt = database.prepare(
    'INSERT INTO "Attempt" ("deliveryId", "number", "startedAt", "durationMs", "statusCode", "error") ' +
      'VALUES (?, ?, ?, ?, ?, ?)',
  );
  const updateDelivery = database.prepare(
    'UPDATE "Delivery" SET "state" = ?, "attemptCount" = ?, "nextAttemptAt" = ?, "finishedAt" = ? WHERE "id" = ?',
  );
  const triggered = database.prepare('UPDATE "Webhook" SET "lastTriggeredAt" = ? WHERE "id" = ?');
  return {
    'webhook.insert': ({ row }) => insertWebhook.run(row),
    'webhook.patch': (op, batch) => {
      if (!patchWebhook(op.webhookId, op.patch, op.at)) batch.drop(op.op, op.webhookId);
    },
    'webhook.delete': ({ webhookId }) => deleteWebhook.run(webhookId),
    'delivery.prune': ({ webhookId, limit }) => pruneDeliveries.run(webhookId, limit),
    'delivery.exhaust': ({ webhookId, at, limit }) => exhaustDeliveries.run(at, webhookId, limit),
    'attempt.record': ({ deliveryId, webhookId, attempt, state, nextAttemptAt, finishedAt }) => {
      const { number, startedAt, durationMs, statusCode, error } = attempt;
      insertAttempt.run(deliveryId, number, startedAt, durationMs, statusCode, error);
      updateDelivery.run(state, number, nextAttemptAt, finishedAt, deliveryId);
      if (state === 'SUCCEEDED') triggered.run(finishedAt, webhookId);
    },
  };
}
