import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';

/**
 * An id whose order is the order of making: rows that grow (messages, events) are keyed by it.
 * @param at epoch milliseconds: takes its place among the ids of that moment instead
 */
export const newRowId = (at?: number): string => v7(at === undefined ? undefined : { msecs: at });
/** An id that tells nothing: sessions, webhooks, keys. */
export const newId = (): string => randomUUID();
export const newDeliveryId = (): string => `dlv_${randomUUID()}`;
