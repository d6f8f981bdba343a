import { Recent } from './recent.js';

/** Messages remembered per link. */
const REMEMBERED = 5_000;
/** What was done by us is told again by the page within this, if at all. */
const ECHO_WITHIN_MS = 30_000;

interface Sending {
  readonly stanzaId: string;
  /** Ids of own messages that turned up meanwhile and that nobody knows. */
  readonly strangers: string[];
  readonly done: Promise<void>;
}

/**
 * What this gateway sent and did itself, so that the page telling of it is not taken for news. A message has its id
 * before it is sent; should WhatsApp Web give it another one, that other one is translated wherever it turns up.
 */
export class OwnMessages {
  readonly #ours = new Recent<string>(REMEMBERED);
  readonly #pageIds = new Recent<string>(REMEMBERED);
  readonly #echoes = new Recent<number>(REMEMBERED);
  #sending: Sending | undefined;

  /** Sends one message; the one before it must be over. */
  async whileSending(stanzaId: string, send: (strangers: readonly string[]) => Promise<void>): Promise<void> {
    this.#ours.set(stanzaId, stanzaId);
    const strangers: string[] = [];
    const sent = send(strangers);
    const done = sent.catch(() => undefined);
    this.#sending = { stanzaId, strangers, done };
    try {
      await sent;
    } finally {
      this.#sending = undefined;
    }
  }

  /** WhatsApp Web gave one of our messages an id of its own. */
  alias(pageId: string, stanzaId: string): void {
    this.#ours.set(pageId, stanzaId);
    this.#pageIds.set(stanzaId, pageId);
  }

  /**
   * @param pageId of a message of this account
   * @returns the id under which the gateway knows it if it sent it, undefined otherwise; a send that is under way, and
   *   may turn out to be about this message, is waited for
   */
  async ours(pageId: string): Promise<string | undefined> {
    const known = this.#ours.get(pageId);
    if (known !== undefined || this.#sending === undefined) return known;
    this.#sending.strangers.push(pageId);
    await this.#sending.done;
    return this.#ours.get(pageId);
  }

  /** The id under which WhatsApp Web has a message. */
  pageIdOf(stanzaId: string): string {
    return this.#pageIds.get(stanzaId) ?? stanzaId;
  }

  /** The id under which the gateway has it. */
  stanzaIdOf(pageId: string): string {
    return this.#ours.get(pageId) ?? pageId;
  }

  /** We are about to do something of which the page will tell. */
  expectEcho(what: 'edit' | 'reaction' | 'revoke' | 'chat-removed', id: string): void {
    this.#echoes.set(`${what} ${id}`, Date.now());
  }

  /** @returns whether that was done by us; true once */
  isEcho(what: 'edit' | 'reaction' | 'revoke' | 'chat-removed', id: string): boolean {
    const key = `${what} ${id}`;
    const at = this.#echoes.get(key);
    return this.#echoes.delete(key) && at !== undefined && Date.now() - at < ECHO_WITHIN_MS;
  }
}
