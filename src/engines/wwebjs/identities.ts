import { isLid, type Jid, toJid } from '../../domain/jid.js';
import type { EngineEvent } from '../../engine/port.js';
import type { Addresses } from './addresses.js';
import type { BrowserRun } from './browser-run.js';
import { phoneNumbersOf } from './page/lookups.js';
import { Recent } from './recent.js';

/** Aliases that the page could not tell about are asked again after this. */
const ASK_AGAIN_MS = 10 * 60_000;
const REMEMBERED = 20_000;

/**
 * Learns the phone numbers behind privacy aliases from what the page itself knows. WhatsApp is not asked: doing that
 * for everybody who writes looks like a crawler.
 */
export class Identities {
  readonly #askedAt = new Recent<number>(REMEMBERED);

  constructor(
    private readonly run: BrowserRun,
    readonly addresses: Addresses,
    private readonly emit: (event: EngineEvent) => void,
  ) {}

  /** Two spellings of one person became known. */
  learn(lid: Jid, pn: Jid): void {
    if (this.addresses.learn(lid, pn)) this.emit({ kind: 'identity', lid, pn });
  }

  /** Looks up those among these addresses that are aliases nobody has looked up. Never rejects. */
  async resolve(wires: readonly string[]): Promise<void> {
    const now = Date.now();
    const lids = [...new Set(wires.flatMap((wire) => toJid(wire) ?? []))].filter(
      (jid) => isLid(jid) && this.addresses.neutral(jid) === jid && now - (this.#askedAt.get(jid) ?? 0) >= ASK_AGAIN_MS,
    );
    if (lids.length === 0) return;
    for (const lid of lids) this.#askedAt.set(lid, now);
    const numbers = await this.run.evaluate('Looking up numbers', phoneNumbersOf, [lids]).catch(() => []);
    for (const [index, lid] of lids.entries()) {
      const pn = toJid(numbers[index]);
      if (pn !== undefined) this.learn(lid, pn);
    }
  }
}
