import type { Config } from '../config/config.js';
import { idempotencyKeyOf } from '../domain/event.js';
import { forwardNow } from '../runtime/forward-clock.js';
import type { DeliveryTarget, DueDelivery } from '../store/delivery-store.js';
import type { WriteOp } from '../store/write-op.js';
import { bodyOf, type Envelope, headersOf } from './envelope.js';
import { nextStep, type NextStep, type RetryPolicy } from './next-step.js';
import type { AttemptOutcome, OutgoingHttp } from '../outgoing/outgoing-http.js';

export type AttemptRecord = Extract<WriteOp, { op: 'attempt.record' }>;
export type AttemptConfig = Pick<Config['webhooks'], 'timeoutMs' | 'retryDelayMs' | 'retryPolicy'>;

export interface AttemptOptions {
  readonly outgoing: Pick<OutgoingHttp, 'post'>;
  readonly config: AttemptConfig;
  /** JSON text of `data`, where it differs from what was journalled. */
  readonly data?: string;
  /** Why there is no body to send; nobody is asked then. */
  readonly failed?: string;
}

/** A try that was made: what is to be stored of it, and what it was decided to come to. */
export interface MadeAttempt {
  readonly record: AttemptRecord;
  readonly step: NextStep['kind'];
}

/** Sends a delivery once and decides what comes of it. A receiver's fault never throws. */
export async function makeAttempt(
  row: DueDelivery,
  target: DeliveryTarget,
  { outgoing, config, data = row.data, failed }: AttemptOptions,
): Promise<MadeAttempt> {
  const startedAt = Date.now();
  const begunAt = performance.now();
  const outcome: AttemptOutcome =
    failed === undefined
      ? await post(row, target, data, outgoing, config.timeoutMs)
      : { kind: 'failed', error: failed, failure: 'other' };
  // By a clock that nobody sets.
  const durationMs = Math.round(performance.now() - begunAt);
  const finishedAt = startedAt + durationMs;
  const number = row.attemptCount + 1;
  const step = nextStep(outcome, number - row.replayedAfter, policyOf(target, config), Math.random());
  const record: AttemptRecord = {
    op: 'attempt.record',
    deliveryId: row.id,
    webhookId: row.webhookId,
    attempt: { number, startedAt, durationMs, ...answerOf(outcome) },
    ...(step.kind === 'retry'
      ? { state: 'PENDING', nextAttemptAt: forwardNow(finishedAt) + step.afterMs, finishedAt: null }
      : { state: step.kind === 'succeeded' ? 'SUCCEEDED' : 'EXHAUSTED', nextAttemptAt: null, finishedAt }),
  };
  return { record, step: step.kind };
}

const policyOf = ({ retryPolicy, retryCount }: DeliveryTarget, config: AttemptConfig): RetryPolicy =>
  (retryPolicy ?? config.retryPolicy) === 'standard'
    ? { name: 'standard' }
    : { name: 'fixed', retryCount, retryDelayMs: config.retryDelayMs };

const answerOf = (
  outcome: AttemptOutcome,
): Pick<AttemptRecord['attempt'], 'statusCode' | 'responseBody' | 'error' | 'failure'> =>
  outcome.kind === 'answered'
    ? { statusCode: outcome.status, responseBody: outcome.body, error: null, failure: null }
    : { statusCode: null, responseBody: null, error: outcome.error, failure: outcome.failure };

async function post(
  row: DueDelivery,
  target: DeliveryTarget,
  data: string,
  outgoing: AttemptOptions['outgoing'],
  timeoutMs: number,
): Promise<AttemptOutcome> {
  const envelope: Envelope = {
    event: row.event.type,
    timestamp: row.createdAt,
    sessionId: row.event.sessionId,
    idempotencyKey: idempotencyKeyOf(row.event),
    deliveryId: row.id,
    data,
  };
  const body = bodyOf(envelope);
  const headers = headersOf(envelope, body, target, row.attemptCount);
  return outgoing.post(target.url, { headers, body, timeoutMs });
}
