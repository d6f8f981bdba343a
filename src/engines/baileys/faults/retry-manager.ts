import type { Socket } from '../library.js';

/**
 * Fault: Baileys ties two things to one switch (`enableRecentMessageCache`). Off, every message that cannot be read
 * keeps all others of the session waiting for two seconds. On, the last 512 messages of every session stay in memory,
 * each with a timer. So it is on, and nothing is put into it: what a phone asks for again is in the store.
 */
export function keepNoRecentMessages({ messageRetryManager }: Pick<Socket, 'messageRetryManager'>): void {
  if (messageRetryManager) messageRetryManager.addRecentMessage = () => undefined;
}
