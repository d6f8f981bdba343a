import { FAILURES_APART_MS } from '../../domain/delivery.js';
import type { Sql } from '../sql.js';
import type { AttemptRecord } from '../write-op.js';
import { allOf } from './all-of.js';

export type RecordAttempts = (records: readonly AttemptRecord[]) => Promise<void>;

/** Keeps tries, and what they mean for their deliveries and webhooks. */
export function prepareRecordAttempts(sql: Sql): RecordAttempts {
  const insertAttempts = sql.prepareEach<Try>(
    ({ text, integer, moment, from }) =>
      `INSERT INTO "Attempt" ("deliveryId", "number", "startedAt", "durationMs", "statusCode", "error", "failure",
         "responseBody")
       SELECT ${text('deliveryId')}, ${integer('number')}, ${moment('startedAt')}, ${integer('durationMs')},
         ${integer('statusCode')}, ${text('error')}, ${text('failure')}, ${text('responseBody')}
       ${from} WHERE EXISTS (SELECT 1 FROM "Delivery" WHERE "id" = ${text('deliveryId')})`,
  );
  const updateDeliveries = sql.prepareEach<Try>(
    ({ text, integer, moment, from }) =>
      `UPDATE "Delivery" SET "state" = ${text('state')}, "attemptCount" = ${integer('number')},
         "nextAttemptAt" = ${moment('nextAttemptAt')}, "finishedAt" = ${moment('finishedAt')}
       ${from} WHERE "Delivery"."id" = ${text('deliveryId')}`,
  );
  const succeeded = sql.prepareEach<AttemptRecord>(
    ({ text, moment, from }) =>
      `UPDATE "Webhook" SET "lastTriggeredAt" = ${moment('finishedAt')}, "firstFailedAt" = NULL, "lastFailedAt" = NULL
       ${from} WHERE "Webhook"."id" = ${text('webhookId')}`,
  );
  const at = sql.dialect.moment('?');
  const failed = sql.prepare(
    `UPDATE "Webhook" SET
       "firstFailedAt" = CASE WHEN "lastFailedAt" >= ${at} THEN "firstFailedAt" ELSE ${at} END,
       "lastFailedAt" = ${at}
     WHERE "id" = ?`,
  );
  return async (records) => {
    const tries = records.map(toTry);
    const { successes, failures } = byWebhook(records);
    await allOf([
      insertAttempts(tries),
      updateDeliveries(tries),
      succeeded(successes),
      ...failures.map(({ webhookId, attempt: { startedAt, durationMs } }) => {
        const endedAt = startedAt + durationMs;
        return failed.run(endedAt - FAILURES_APART_MS, endedAt, endedAt, webhookId);
      }),
    ]);
  };
}

const toTry = ({ deliveryId, attempt, state, nextAttemptAt, finishedAt }: AttemptRecord) => ({
  ...{ deliveryId, state, nextAttemptAt, finishedAt },
  ...attempt,
});
type Try = ReturnType<typeof toTry>;

/** What each webhook keeps of its tries, which are in the order in which they ended: its last success, failures since then. */
function byWebhook(records: readonly AttemptRecord[]) {
  const successes = new Map<string, AttemptRecord>();
  for (const each of records) if (each.state === 'SUCCEEDED') successes.set(each.webhookId, each);
  const counts = ({ webhookId, state }: AttemptRecord, index: number): boolean => {
    const success = successes.get(webhookId);
    return state !== 'SUCCEEDED' && (success === undefined || records.indexOf(success) < index);
  };
  return {
    successes: [...successes.values()],
    failures: records.filter(counts),
  };
}
