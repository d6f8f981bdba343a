import pLimit from 'p-limit';
import { EngineFailedError } from '../../domain/errors.js';
import type { Logger } from '../../runtime/logger.js';
import type { BrowserRun } from './browser-run.js';
import type { Client } from './library.js';
import type { OwnMessages } from './own-messages.js';
import { setNextId, takeNextId } from './page/message-ids.js';
import { partsOf } from './wire.js';

/** What the library says for a number that WhatsApp does not know. */
const UNKNOWN_NUMBER = /No LID for user/;

export interface SenderDeps {
  readonly run: BrowserRun;
  readonly own: OwnMessages;
  readonly sessionId: string;
  readonly logger: Logger;
}

/** Sends the messages of one session, one after another, each under the id that its row has already. */
export class Sender {
  readonly #turn = pLimit(1);

  constructor(private readonly deps: SenderDeps) {}

  /**
   * @param work the library's send; what it returns may be nothing although the message went out
   * @param options.mayBeSilent the library tells nothing about what it sent
   * @throws EngineFailedError if the message did not go out
   */
  send(
    stanzaId: string,
    work: (client: Client) => Promise<unknown>,
    { withinMs, mayBeSilent = false }: { readonly withinMs?: number; readonly mayBeSilent?: boolean } = {},
  ): Promise<void> {
    const { own, run } = this.deps;
    return this.#turn(() =>
      own.whileSending(stanzaId, async (strangers) => {
        await run.evaluate('Sending a message', setNextId, [stanzaId]);
        let sent: unknown;
        try {
          sent = await run.call('Sending a message', work, withinMs);
        } catch (error) {
          await this.#takeBack(stanzaId).catch(() => undefined);
          throw toSendError(error);
        }
        await this.#settle(stanzaId, sent, strangers, mayBeSilent);
      }),
    );
  }

  async #settle(stanzaId: string, sent: unknown, strangers: readonly string[], mayBeSilent: boolean): Promise<void> {
    const { own, logger, sessionId } = this.deps;
    const told = (sent as { id?: unknown } | null | undefined)?.id;
    const pageId = partsOf(told)?.id;
    if (pageId === stanzaId) return;
    const isUsed = await this.#takeBack(stanzaId);
    if (pageId === undefined && isUsed) return;
    const [stranger] = strangers;
    const actual = pageId ?? stranger;
    if (actual === undefined && mayBeSilent) return;
    if (actual === undefined) throw new EngineFailedError('WhatsApp Web did not take the message');
    logger.warn({ sessionId, stanzaId, actual }, 'WhatsApp Web gave a message another id; it is translated');
    own.alias(actual, stanzaId);
  }

  #takeBack(stanzaId: string): Promise<boolean> {
    return this.deps.run.evaluate('Sending a message', takeNextId, [stanzaId]);
  }
}

function toSendError(error: unknown): unknown {
  if (!(error instanceof EngineFailedError) || !UNKNOWN_NUMBER.test(String(error.cause))) return error;
  return new EngineFailedError('WhatsApp does not know this number', { cause: error.cause });
}
