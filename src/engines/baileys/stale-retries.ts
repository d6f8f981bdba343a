import type { BinaryNode, WAMessageKey } from '@whiskeysockets/baileys';
import { BoundedCache } from '../../runtime/bounded-cache.js';

/** A request to send a message again that is older was made of somebody who was not there, and is not answered. */
const STALE_AFTER_MS = 15 * 60_000;
const KEPT = { maxEntries: 2000, ttlMs: 60 * 60_000 };

/**
 * Phones that could not read a message ask for it again. Of a session that comes back after hours such requests have
 * piled up: answered, they would bring messages of long ago to people whom it has written to since, all at once. One
 * that is made now is answered however old its message is.
 */
export class StaleRetries {
  readonly #stale = new BoundedCache(KEPT);

  /** A receipt came in; the library has not looked at it yet. */
  heard({ attrs: { type, id = '', from = '', participant = '', t } }: BinaryNode): void {
    if (type !== 'retry') return;
    const isStale = Date.now() - Number(t) * 1000 > STALE_AFTER_MS;
    if (isStale) this.#stale.set(`${participant || from} ${id}`, true);
    else this.#stale.del(`${participant || from} ${id}`);
  }

  /** @param key of the message, and who asks for it */
  has({ id, remoteJid, participant }: WAMessageKey): boolean {
    return this.#stale.get(`${participant || remoteJid || ''} ${id ?? ''}`) === true;
  }
}
