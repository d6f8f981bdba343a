import { isConsequence } from './refusal.js';

/**
 * Waits for statements that were sent one after another, without waiting for each: on PostgreSQL that saves the way there
 * and back.
 * @throws what the first of them that failed threw, once all have ended
 */
export async function allOf(sent: readonly Promise<unknown>[]): Promise<void> {
  const failures: unknown[] = [];
  for (const result of await Promise.allSettled(sent)) if (result.status === 'rejected') failures.push(result.reason);
  if (failures.length === 0) return;
  // One that waited in between may stand before the one that failed first.
  const cause = failures.findIndex((failure) => !isConsequence(failure));
  throw failures[Math.max(cause, 0)];
}
