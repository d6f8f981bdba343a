import { isLid, type Jid, phoneOf, toJid } from '../../domain/jid.js';
import { Recent } from './recent.js';
import { addressOf } from './wire.js';

/** The account's own two addresses. */
export interface Self {
  readonly pn: Jid;
  readonly lid?: Jid;
}

/** Remembered pairs per link; what was forgotten is asked of the page again. */
const REMEMBERED = 20_000;

/** Which phone number stands behind which privacy alias, as far as this link saw. */
export class Addresses {
  readonly #pnByLid = new Recent<Jid>(REMEMBERED);
  readonly #lidByPn = new Recent<Jid>(REMEMBERED);

  constructor(readonly self: Self) {
    if (self.lid !== undefined) this.learn(self.lid, self.pn);
  }

  /** @returns whether that is news */
  learn(lid: Jid, pn: Jid): boolean {
    if (!isLid(lid) || phoneOf(pn) === undefined || this.#pnByLid.get(lid) === pn) return false;
    this.#pnByLid.set(lid, pn);
    this.#lidByPn.set(pn, lid);
    return true;
  }

  /** The phone-number address where it is known, the LID otherwise. */
  neutral(wid: unknown): Jid | undefined {
    const jid = toJid(addressOf(wid));
    return jid === undefined || !isLid(jid) ? jid : (this.#pnByLid.get(jid) ?? jid);
  }

  isSelf(jid: Jid): boolean {
    return jid === this.self.pn || jid === this.self.lid;
  }

  lidOf(pn: Jid): Jid | undefined {
    return this.#lidByPn.get(pn);
  }

  /** Every spelling of one address that WhatsApp Web may know it by, the given one first. */
  spellings(jid: Jid): Jid[] {
    const other = isLid(jid) ? this.#pnByLid.get(jid) : this.#lidByPn.get(jid);
    return other === undefined ? [jid] : [jid, other];
  }
}
