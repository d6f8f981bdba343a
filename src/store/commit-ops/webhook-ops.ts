import type { Sql } from '../sql.js';
import type { WebhookPatch } from '../write-op.js';
import type { Handlers } from './batch.js';
import { preparePatch } from './prepare-patch.js';

type WebhookOp =
  | 'webhook.insert'
  | 'webhook.patch'
  | 'webhook.delete'
  | 'delivery.prune'
  | 'delivery.expire'
  | 'delivery.exhaust'
  | 'attempt.record';

const PATCHABLE = [
  'url',
  'events',
  'secret',
  'headers',
  'filters',
  'retryCount',
  'retryPolicy',
  'payloadQuery',
  'active',
] as const satisfies readonly (keyof WebhookPatch)[];

export function webhookOps(sql: Sql): Handlers<WebhookOp> {
  const moment = sql.dialect.moment('?');
  const createdAt = sql.dialect.moment('@createdAt');
  const insertWebhook = sql.prepare(
    `INSERT INTO "Webhook" ("id", "sessionId", "url", "events", "secret", "headers", "filters", "retryCount",
       "retryPolicy", "payloadQuery", "active", "createdAt", "updatedAt")
     VALUES (@id, @sessionId, @url, @events, @secret, @headers, @filters, @retryCount, @retryPolicy, @payloadQuery,
       @active, ${createdAt}, ${createdAt})`,
  );
  const patchWebhook = preparePatch<WebhookPatch>(sql, 'Webhook', PATCHABLE);
  const deleteWebhook = sql.prepare('DELETE FROM "Webhook" WHERE "id" = ?');
  const pruneDeliveries = sql.prepare(
    'DELETE FROM "Delivery" WHERE "id" IN ' +
      '(SELECT "id" FROM "Delivery" WHERE "webhookId" = ? ORDER BY "eventSeq" LIMIT ?)',
  );
  const expireDeliveries = sql.prepare(
    `DELETE FROM "Delivery" WHERE "id" IN
       (SELECT "id" FROM "Delivery" WHERE "finishedAt" < ${moment} ORDER BY "finishedAt" LIMIT ?)`,
  );
  const exhaustDeliveries = sql.prepare(
    `UPDATE "Delivery" SET "state" = 'EXHAUSTED', "nextAttemptAt" = NULL, "finishedAt" = ${moment} WHERE "id" IN
       (SELECT "id" FROM "Delivery" WHERE "webhookId" = ? AND "nextAttemptAt" IS NOT NULL
        ORDER BY "nextAttemptAt" LIMIT ?)`,
  );
  const insertAttempt = sql.prepare(
    `INSERT INTO "Attempt" ("deliveryId", "number", "startedAt", "durationMs", "statusCode", "error", "failure",
       "responseBody")
     VALUES (?, ?, ${moment}, ?, ?, ?, ?, ?)`,
  );
  const updateDelivery = sql.prepare(
    `UPDATE "Delivery" SET "state" = ?, "attemptCount" = ?, "nextAttemptAt" = ${moment}, "finishedAt" = ${moment}
     WHERE "id" = ?`,
  );
  const triggered = sql.prepare(`UPDATE "Webhook" SET "lastTriggeredAt" = ${moment} WHERE "id" = ?`);
  return {
    'webhook.insert': ({ row }) => insertWebhook.run(row),
    'webhook.patch': async (op, batch) => {
      if (!(await patchWebhook(op.webhookId, op.patch, op.at))) batch.drop(op.op, op.webhookId);
    },
    'webhook.delete': ({ webhookId }) => deleteWebhook.run(webhookId),
    'delivery.prune': ({ webhookId, limit }) => pruneDeliveries.run(webhookId, limit),
    'delivery.expire': ({ before, limit }) => expireDeliveries.run(before, limit),
    'delivery.exhaust': ({ webhookId, at, limit }) => exhaustDeliveries.run(at, webhookId, limit),
    'attempt.record': async ({ deliveryId, webhookId, attempt, state, nextAttemptAt, finishedAt }) => {
      const { number, startedAt, durationMs, statusCode, error, failure, responseBody } = attempt;
      await insertAttempt.run(deliveryId, number, startedAt, durationMs, statusCode, error, failure, responseBody);
      await updateDelivery.run(state, number, nextAttemptAt, finishedAt, deliveryId);
      if (state === 'SUCCEEDED') await triggered.run(finishedAt, webhookId);
    },
  };
}
