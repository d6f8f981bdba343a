import type { GroupMetadata } from '@whiskeysockets/baileys';
import { BoundedCache } from '../../runtime/bounded-cache.js';

const GROUPS_KEPT = 200;

/**
 * Members of groups, so that not every message to a group asks for them: WhatsApp limits such questions (429). A group
 * that changed is asked for again, because a member that is missing here could not read what is sent.
 */
export class GroupDirectory {
  readonly #known = new BoundedCache({ maxEntries: GROUPS_KEPT });

  constructor(private readonly ask: (jid: string) => Promise<GroupMetadata>) {}

  /** @returns undefined if there was no answer; the library then asks for itself, and reports why not */
  async find(jid: string): Promise<GroupMetadata | undefined> {
    const known = this.#known.get<GroupMetadata>(jid);
    if (known !== undefined) return known;
    try {
      const asked = await this.ask(jid);
      this.#known.set(jid, asked);
      return asked;
    } catch {
      return undefined;
    }
  }

  changed(jid: string): void {
    this.#known.del(jid);
  }
}
