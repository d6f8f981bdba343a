import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';

/** An id whose order is the order of making: rows that grow (messages, events) are keyed by it. */
export const newRowId = (): string => v7();
/** An id that tells nothing: sessions, webhooks, keys. */
export const newId = (): string => randomUUID();
export const newDeliveryId = (): string => `dlv_${randomUUID()}`;
