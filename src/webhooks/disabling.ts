import { FAILING_FOR_MS } from '../domain/delivery.js';
import type { EventData } from '../domain/event.js';
import { newRowId } from '../runtime/ids.js';
import type { DueDelivery } from '../store/delivery-store.js';
import type { WriteOp } from '../store/write-op.js';
import type { MadeAttempt } from './attempt.js';
import type { WebhookPlanner } from './planner.js';

/**
 * Switches a webhook off and tells the others of its session. To be written with the record of the try that is the
 * reason; the writer looks once more whether it still holds.
 */
export function disablingOp(
  { webhookId, event: { sessionId } }: Pick<DueDelivery, 'webhookId' | 'event'>,
  { reason, firstFailedAt }: NonNullable<MadeAttempt['disable']>,
  planner: Pick<WebhookPlanner, 'plan'>,
): WriteOp {
  const at = Date.now();
  const failingSince = reason === 'failing' && firstFailedAt !== null ? Math.floor(firstFailedAt / 1000) : null;
  const data: EventData['webhook.disabled'] = { webhookId, reason, failingSince };
  const deliveries = planner
    .plan({ sessionId, type: 'webhook.disabled', data })
    .filter((delivery) => delivery.webhookId !== webhookId);
  return {
    ...{ op: 'webhook.disable', webhookId, reason, at },
    failedSince: reason === 'failing' ? at - FAILING_FOR_MS : null,
    event: {
      ...{ id: newRowId(), sessionId, type: 'webhook.disabled', occurredAt: at },
      data: JSON.stringify(data),
      deliveries,
    },
  };
}
