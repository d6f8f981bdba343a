import type { Contact, GroupMetadata, WAMessageKey } from '@whiskeysockets/baileys';
import { chatKindOf, isLid, type Jid, phoneOf, toJid } from '../../domain/jid.js';
import type { EngineEvent } from '../../engine/port.js';
import { BoundedCache } from '../../runtime/bounded-cache.js';
import { type Addresses, isSelf, lidAmong, neutral, type Wire } from './jid.js';

type ContactEvent = Extract<EngineEvent, { readonly kind: 'contact' }>;

/** People and pairs of addresses that are remembered as told; what was forgotten is told again, which changes nothing. */
const REMEMBERED = 5000;

/** Tells who becomes known on a link, and what is new about them, once. */
export class People {
  readonly #told = new BoundedCache({ maxEntries: REMEMBERED });

  constructor(
    private readonly addresses: Addresses,
    private readonly emit: (event: EngineEvent) => void,
  ) {}

  /** Somebody, as the phone's address book or a message of theirs names them. */
  met({ id, lid, phoneNumber, name, notify, verifiedName }: Partial<Contact>): void {
    this.paired(
      lidAmong(id, lid),
      [id, phoneNumber].find((wire) => phoneIn(wire) !== undefined),
    );
    const person = neutral(id, phoneNumber, this.addresses);
    if (person === undefined || chatKindOf(person) !== 'individual' || isSelf(person, this.addresses)) return;
    this.#tell(person, {
      ...(name ? { name } : {}),
      ...(notify ? { pushName: notify } : {}),
      ...(verifiedName ? { isBusiness: true } : {}),
    });
  }

  /** The author of a message, as its stanza names them. */
  wrote({ fromMe, remoteJid, remoteJidAlt, participant, participantAlt }: WAMessageKey): void {
    if (fromMe === true) return;
    const spellings = participant ? [participant, participantAlt] : [remoteJid, remoteJidAlt];
    this.paired(
      lidAmong(...spellings),
      spellings.find((wire) => phoneIn(wire) !== undefined),
    );
  }

  /** Groups, and who is in them. */
  groups(groups: readonly Partial<GroupMetadata>[]): void {
    for (const { id, subject, participants = [] } of groups) {
      const chatId = toJid(id);
      if (chatId !== undefined && subject) this.emit({ kind: 'chat', chatId, name: subject });
      for (const { id: wire, lid, phoneNumber } of participants) {
        this.paired(lidAmong(wire, lid), phoneIn(wire) === undefined ? phoneNumber : wire);
      }
    }
  }

  /** Two spellings of one person; anything else is left alone. */
  paired(lidWire: Wire, pnWire: Wire): void {
    const lid = toJid(lidWire);
    const pn = toJid(pnWire);
    if (lid === undefined || !isLid(lid) || pn === undefined || phoneOf(pn) === undefined) return;
    if (this.#isNew(`identity ${lid}`, pn)) this.emit({ kind: 'identity', lid, pn });
  }

  blocked(wires: readonly string[], isBlocked: boolean): void {
    for (const wire of wires) {
      const person = neutral(wire, undefined, this.addresses);
      if (person !== undefined) this.#tell(person, { isBlocked });
    }
  }

  #tell(id: Jid, facts: Omit<ContactEvent, 'kind' | 'id'>): void {
    const news = Object.entries(facts).filter(([name, value]) => this.#isNew(`${name} ${id}`, value));
    if (news.length > 0) this.emit({ kind: 'contact', id, ...(Object.fromEntries(news) as typeof facts) });
  }

  #isNew(key: string, value: unknown): boolean {
    if (this.#told.get(key) === value) return false;
    this.#told.set(key, value);
    return true;
  }
}

function phoneIn(wire: Wire): string | undefined {
  const jid = toJid(wire);
  return jid && phoneOf(jid);
}
