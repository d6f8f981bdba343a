import { idempotencyKeyOf } from '../domain/event.js';
import type { DeliveryTarget, DueDelivery } from '../store/delivery-store.js';
import type { WriteOp } from '../store/write-op.js';
import { bodyOf, type Envelope, headersOf } from './envelope.js';
import { nextStep } from './next-step.js';
import type { AttemptOutcome, OutgoingHttp } from '../outgoing/outgoing-http.js';

export type AttemptRecord = Extract<WriteOp, { op: 'attempt.record' }>;

export interface AttemptOptions {
  readonly outgoing: Pick<OutgoingHttp, 'post'>;
  readonly timeoutMs: number;
  readonly retryDelayMs: number;
  /** JSON text of `data`, where it differs from what was journalled. */
  readonly data?: string;
}

/** Sends a delivery once and decides what comes of it. @returns what is to be stored; a receiver's fault never throws */
export async function makeAttempt(
  row: DueDelivery,
  target: DeliveryTarget,
  { outgoing, timeoutMs, retryDelayMs, data = row.data }: AttemptOptions,
): Promise<AttemptRecord> {
  const startedAt = Date.now();
  const outcome = await post(row, target, data, outgoing, timeoutMs);
  const finishedAt = Date.now();
  const number = row.attemptCount + 1;
  const step = nextStep(outcome, number, { retryCount: target.retryCount, retryDelayMs });
  return {
    op: 'attempt.record',
    deliveryId: row.id,
    webhookId: row.webhookId,
    attempt: {
      number,
      startedAt,
      durationMs: finishedAt - startedAt,
      statusCode: outcome.kind === 'answered' ? outcome.status : null,
      error: outcome.kind === 'failed' ? outcome.error : null,
    },
    ...(step.kind === 'retry'
      ? { state: 'PENDING', nextAttemptAt: finishedAt + step.afterMs, finishedAt: null }
      : { state: step.kind === 'succeeded' ? 'SUCCEEDED' : 'EXHAUSTED', nextAttemptAt: null, finishedAt }),
  };
}

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
