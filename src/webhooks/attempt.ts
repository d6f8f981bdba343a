import type { Config } from '../config/config.js';
import { type DisabledReason, FAILING_FOR_MS } from '../domain/delivery.js';
import { idempotencyKeyOf } from '../domain/event.js';
import { forwardNow } from '../runtime/forward-clock.js';
import type { DeliveryTarget, DueDelivery } from '../store/delivery-store.js';
import type { AttemptRecord } from '../store/write-op.js';
import { bodyOf, type Envelope, headersOf } from './envelope.js';
import { nextStep, type NextStep, type RetryPolicy } from './next-step.js';
import type { AttemptOutcome, OutgoingHttp } from '../outgoing/outgoing-http.js';

export type AttemptConfig = Pick<Config['webhooks'], 'timeoutMs' | 'retryDelayMs' | 'retryPolicy'>;

export interface AttemptOptions {
  readonly outgoing: Pick<OutgoingHttp, 'post'>;
  readonly config: AttemptConfig;
  /** JSON text of `data`, where it differs from what was journalled. */
  readonly data?: string;
  /** Why there is no body to send; nobody is asked then. */
  readonly failed?: string;
}

/** A try that was made: what is to be stored of it, and what it means for the webhook. */
export interface MadeAttempt {
  readonly record: AttemptRecord;
  /** Why the webhook is to be switched off, if it is, and since when every try had failed before this one. */
  readonly disable?: { readonly reason: DisabledReason; readonly firstFailedAt: number | null } | undefined;
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
      ? await post(row, recipientOf(target, startedAt), data, { outgoing, config, startedAt })
      : { kind: 'failed', error: failed, failure: 'other' };
  // By a clock that nobody sets.
  const durationMs = Math.round(performance.now() - begunAt);
  const finishedAt = startedAt + durationMs;
  const number = row.attemptCount + 1;
  const step = nextStep(outcome, number - row.replayedAfter, policyOf(target, config), Math.random());
  const record: AttemptRecord = {
    deliveryId: row.id,
    webhookId: row.webhookId,
    attempt: { number, startedAt, durationMs, ...answerOf(outcome) },
    ...(step.kind === 'retry'
      ? { state: 'PENDING', nextAttemptAt: forwardNow(finishedAt) + step.afterMs, finishedAt: null }
      : { state: step.kind === 'succeeded' ? 'SUCCEEDED' : 'EXHAUSTED', nextAttemptAt: null, finishedAt }),
  };
  return { record, disable: disabledBy(step, target, finishedAt) };
}

function disabledBy(step: NextStep, { firstFailedAt }: DeliveryTarget, now: number): MadeAttempt['disable'] {
  if (step.kind === 'gone') return { reason: 'gone', firstFailedAt };
  const failing = step.kind !== 'succeeded' && firstFailedAt !== null && now - firstFailedAt >= FAILING_FOR_MS;
  return failing ? { reason: 'failing', firstFailedAt } : undefined;
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

interface Recipient extends Pick<DeliveryTarget, 'url' | 'secret' | 'headers'> {
  readonly previousSecret: string | null;
}
const recipientOf = (target: DeliveryTarget, now: number): Recipient => ({
  ...target,
  previousSecret: (target.previousSecretEndsAt ?? 0) > now ? target.previousSecret : null,
});

async function post(
  row: DueDelivery,
  recipient: Recipient,
  data: string,
  { outgoing, config, startedAt }: Pick<AttemptOptions, 'outgoing' | 'config'> & { readonly startedAt: number },
): Promise<AttemptOutcome> {
  const envelope: Envelope = {
    event: row.event.type,
    timestamp: row.createdAt,
    sessionId: row.event.sessionId,
    idempotencyKey: idempotencyKeyOf(row.event),
    deliveryId: row.id,
    seq: row.eventSeq,
    data,
  };
  const body = bodyOf(envelope);
  const headers = headersOf(envelope, body, recipient, { retryCount: row.attemptCount, sentAt: new Date(startedAt) });
  return outgoing.post(recipient.url, { headers, body, timeoutMs: config.timeoutMs });
}
