/** libsignal's `src/queue_job.js`. */
export type QueueJob = <T>(address: string, job: () => Promise<T>) => Promise<T>;

/**
 * Fault: libsignal queues its work per address in one map for the whole process, and runs a queue in the async context
 * of whoever started it. When two sessions talk to the same contact, the work of one then runs inside the transaction
 * of the other: its writes bypass its own transaction, and a ratchet step is no longer in one commit with the message.
 * Each session already holds a lock of its own per address (`journaling-repository.ts`), so no queue is needed.
 */
export const runAtOnce: QueueJob = (_address, job) => job();
