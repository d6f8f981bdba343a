import pLimit from 'p-limit';
import { EngineFailedError, UncertainSendError } from '../../domain/errors.js';
import type { Logger } from '../../runtime/logger.js';
import { type BrowserRun, PageReloadedError } from './browser-run.js';
import { DeadlineError } from './deadline.js';
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

export interface SendOptions {
  readonly withinMs?: number;
  /** The library tells nothing about what it sent. */
  readonly mayBeSilent?: boolean;
  /** How often an id is made for one message; the page makes a second message of a status text. */
  readonly idsMade?: number;
}

/** Sends the messages of one session, one after another, each under the id that its row has already. */
export class Sender {
  readonly #turn = pLimit(1);

  constructor(private readonly deps: SenderDeps) {}

  /**
   * @param work the library's send; what it returns may be nothing although the message went out
   * @throws EngineFailedError if the message did not go out; UncertainSendError if the page had it and did not tell
   */
  send(stanzaId: string, work: (client: Client) => Promise<unknown>, options: SendOptions = {}): Promise<void> {
    const { own, run } = this.deps;
    const { withinMs, mayBeSilent = false, idsMade = 1 } = options;
    return this.#turn(() =>
      own.whileSending(stanzaId, async (strangers) => {
        await run.evaluate('Sending a message', setNextId, [stanzaId, idsMade]);
        let sent: unknown;
        try {
          sent = await run.call('Sending a message', work, withinMs);
        } catch (error) {
          // A page that cannot be asked may have used it.
          const isUsed = await this.#takeBack().catch(() => true);
          throw toSendError(error, isUsed);
        }
        const told = partsOf((sent as { id?: unknown } | null | undefined)?.id)?.id;
        if (told === stanzaId && idsMade === 1) return;
        const isUsed = await this.#takeBack();
        if ((told ?? stanzaId) === stanzaId && isUsed) return;
        const actual = strangers[0] ?? told;
        if (actual !== undefined) this.#translate(actual, stanzaId);
        else if (!mayBeSilent) throw new EngineFailedError('WhatsApp Web did not take the message');
      }),
    );
  }

  #translate(actual: string, stanzaId: string): void {
    if (actual === stanzaId) return;
    const { own, logger, sessionId } = this.deps;
    logger.warn({ sessionId, stanzaId, actual }, 'WhatsApp Web gave a message another id; it is translated');
    own.alias(actual, stanzaId);
  }

  #takeBack(): Promise<boolean> {
    return this.deps.run.evaluate('Sending a message', takeNextId, []);
  }
}

function toSendError(error: unknown, isUsed: boolean): unknown {
  if (isUsed && isSilence(error)) return new UncertainSendError((error as Error).message, { cause: error });
  if (!(error instanceof EngineFailedError) || !UNKNOWN_NUMBER.test(String(error.cause))) return error;
  return new EngineFailedError('WhatsApp does not know this number', { cause: error.cause });
}

/** The page did not answer, or went; what the library itself says comes with what it threw. */
const isSilence = (error: unknown): boolean =>
  error instanceof EngineFailedError &&
  (error.cause === undefined || error.cause instanceof DeadlineError || error.cause instanceof PageReloadedError);
