import type { Database, Handlers } from './batch.js';

export function webhookOps(database: Database): Handlers<'attempt.record'> {
  const insertAttempt = database.prepare(
    'INSERT INTO "Attempt" ("deliveryId", "number", "startedAt", "durationMs", "statusCode", "error") ' +
      'VALUES (?, ?, ?, ?, ?, ?)',
  );
  const updateDelivery = database.prepare(
    'UPDATE "Delivery" SET "state" = ?, "attemptCount" = ?, "nextAttemptAt" = ?, "finishedAt" = ? WHERE "id" = ?',
  );
  const triggered = database.prepare('UPDATE "Webhook" SET "lastTriggeredAt" = ? WHERE "id" = ?');
  return {
    'attempt.record': ({ deliveryId, webhookId, attempt, state, nextAttemptAt, finishedAt }) => {
      const { number, startedAt, durationMs, statusCode, error } = attempt;
      insertAttempt.run(deliveryId, number, startedAt, durationMs, statusCode, error);
      updateDelivery.run(state, number, nextAttemptAt, finishedAt, deliveryId);
      if (state === 'SUCCEEDED') triggered.run(finishedAt, webhookId);
    },
  };
}
