import type { Sql } from '../sql.js';
import type { WebhookPatch } from '../write-op.js';
import type { AppendEvent } from './append-event.js';
import type { Handlers } from './batch.js';
import { preparePatch } from './prepare-patch.js';
import { prepareRecordAttempts } from './record-attempts.js';

type WebhookOp =
  | 'webhook.insert'
  | 'webhook.patch'
  | 'webhook.rotate'
  | 'webhook.disable'
  | 'webhook.delete'
  | 'delivery.prune'
  | 'delivery.expire'
  | 'delivery.replay'
  | 'delivery.replayAll'
  | 'attempts.record';

const PATCHABLE = [
  'url',
  'events',
  'secret',
  'headers',
  'filters',
  'retryCount',
  'retryPolicy',
  'payloadQuery',
  'ordered',
  'active',
  'disabledReason',
  'firstFailedAt',
  'lastFailedAt',
  'previousSecret',
  'previousSecretEndsAt',
] as const satisfies readonly (keyof WebhookPatch)[];

export function webhookOps(sql: Sql, append: AppendEvent): Handlers<WebhookOp> {
  const moment = sql.dialect.moment('?');
  const createdAt = sql.dialect.moment('@createdAt');
  const insertWebhook = sql.prepare(
    `INSERT INTO "Webhook" ("id", "sessionId", "url", "events", "secret", "headers", "filters", "retryCount",
       "retryPolicy", "payloadQuery", "ordered", "active", "createdAt", "updatedAt")
     VALUES (@id, @sessionId, @url, @events, @secret, @headers, @filters, @retryCount, @retryPolicy, @payloadQuery,
       @ordered, @active, ${createdAt}, ${createdAt})`,
  );
  const patchWebhook = preparePatch<WebhookPatch>(sql, 'Webhook', PATCHABLE);
  const rotate = sql.prepare(
    `UPDATE "Webhook" SET "previousSecret" = "secret", "previousSecretEndsAt" = ${moment}, "secret" = ?,
       "updatedAt" = ${moment}
     WHERE "id" = ?`,
  );
  const disabled = `UPDATE "Webhook" SET "active" = FALSE, "disabledReason" = ?, "updatedAt" = ${moment}
    WHERE "id" = ? AND "active"`;
  const disable = sql.prepare(disabled);
  const disableFailing = sql.prepare(`${disabled} AND "firstFailedAt" <= ${moment}`);
  const deleteWebhook = sql.prepare('DELETE FROM "Webhook" WHERE "id" = ?');
  const pruneDeliveries = sql.prepare(
    'DELETE FROM "Delivery" WHERE "id" IN ' +
      '(SELECT "id" FROM "Delivery" WHERE "webhookId" = ? ORDER BY "eventSeq" LIMIT ?)',
  );
  const expireDeliveries = sql.prepare(
    `DELETE FROM "Delivery" WHERE "id" IN
       (SELECT "id" FROM "Delivery" WHERE "finishedAt" < ${moment} ORDER BY "finishedAt" LIMIT ?)`,
  );
  // They would hold the journal for as long as nobody switches their webhook on.
  const expireWaiting = sql.prepare(
    `DELETE FROM "Delivery" WHERE "id" IN (
       SELECT d."id" FROM "Webhook" w CROSS JOIN "Delivery" d
       WHERE NOT w."active" AND d."webhookId" = w."id" AND d."state" = 'PENDING' AND d."createdAt" < ${moment} LIMIT ?)`,
  );
  const replayed = `UPDATE "Delivery" SET "state" = 'PENDING', "nextAttemptAt" = ${moment}, "finishedAt" = NULL,
    "replayedAfter" = "attemptCount"`;
  const replay = sql.prepare(`${replayed} WHERE "id" = ?`);
  const replayAll = sql.prepare(
    `${replayed} WHERE "webhookId" = ? AND "state" = ? AND "eventSeq" >= ? AND "eventSeq" <= ?
       AND "createdAt" >= ${moment} AND "createdAt" < ${moment}`,
  );
  const record = prepareRecordAttempts(sql);
  return {
    'webhook.insert': ({ row }) => insertWebhook.run(row),
    'webhook.patch': async (op, batch) => {
      if (!(await patchWebhook(op.webhookId, op.patch, op.at))) batch.drop(op.op, op.webhookId);
    },
    'webhook.rotate': ({ webhookId, secret, previousEndsAt, at }) => rotate.run(previousEndsAt, secret, at, webhookId),
    'webhook.disable': async ({ webhookId, reason, failedSince, at, event }, batch) => {
      const changed =
        failedSince === null
          ? await disable.run(reason, at, webhookId)
          : await disableFailing.run(reason, at, webhookId, failedSince);
      if (changed > 0) await append(event, null, batch);
    },
    'webhook.delete': ({ webhookId }) => deleteWebhook.run(webhookId),
    'delivery.prune': ({ webhookId, limit }) => pruneDeliveries.run(webhookId, limit),
    'delivery.expire': async ({ before, limit }) => {
      await expireDeliveries.run(before, limit);
      await expireWaiting.run(before, limit);
    },
    'delivery.replay': ({ deliveryId, at }) => replay.run(at, deliveryId),
    'delivery.replayAll': ({ webhookId, state, seqs, planned, at }) =>
      replayAll.run(at, webhookId, state, ...seqs, ...planned),
    'attempts.record': ({ records }) => record(records),
  };
}
