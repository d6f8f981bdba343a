/**
 * Waits for statements that were sent one after another, without waiting for each: on PostgreSQL that saves the way there
 * and back.
 * @throws what the first of them that failed threw, once all have ended
 */
export async function allOf(sent: readonly Promise<unknown>[]): Promise<void> {
  for (const { status, ...result } of await Promise.allSettled(sent)) {
    if (status === 'rejected') throw (result as PromiseRejectedResult).reason;
  }
}
