import { EngineFailedError, GatewayError } from '../domain/errors.js';
import { isGroup, phoneOf, type Jid } from '../domain/jid.js';
import type { Capability, Engine } from '../engine/port.js';
import type { MessageRef } from '../engine/operations.js';
import type { Logger } from '../runtime/logger.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Message, Store } from '../store/store.js';
import type { Journal } from './journal.js';
import { toMessageRef } from './message-ref.js';
import { storedMessage, type MessageName } from './stored-message.js';
import type { Submission } from './submission.js';

export interface MessageServiceDeps {
  readonly store: Pick<Store, 'pages' | 'identities' | 'commits'>;
  readonly sessions: SessionRegistry;
  readonly journal: Journal;
  readonly logger: Logger;
  /** The request that something is done at. */
  readonly submission?: Submission;
}

/** The message that is meant, and as whom the session speaks. */
interface Target {
  readonly message: Message;
  readonly ref: MessageRef;
  readonly own: Jid;
  readonly engine: Engine;
}

/**
 * What can be done with a stored message. Once WhatsApp took it, the stored message changes in the way it does when a
 * phone did the same; WhatsApp's own report of it then changes nothing more.
 *
 * Each may throw: SessionNotFoundError, SessionNotConnectedError unless the session is `ready`, NotImplementedError if
 * the engine cannot, NotFoundError if the message is not stored, EngineFailedError if the engine or WhatsApp refused;
 * nothing changed then.
 */
export class MessageService {
  constructor(private readonly deps: MessageServiceDeps) {}

  /** The same, for what is done at a request. */
  under(submission: Submission): MessageService {
    return new MessageService({ ...this.deps, submission });
  }

  /** @param emoji empty: takes the account's reaction back */
  async react({ emoji, ...name }: MessageName & { readonly emoji: string }): Promise<Message> {
    const { ref, own, engine, message } = await this.target(name, 'REACT');
    requireNotDeleted(message, 'reacted to');
    const { store, submission } = this.deps;
    // Nothing that has an id: a reaction that is made twice is one.
    if (submission !== undefined) await store.commits.write(submission.recorded(null));
    await asking('react to the message', engine.messages.react(ref, emoji));
    const { chatId, stanzaId } = ref;
    return this.changed(name, message, () =>
      this.deps.journal.observed(accountOf(name, own), { kind: 'reaction', chatId, stanzaId, emoji, sender: own }),
    );
  }

  /** @throws GatewayError FORBIDDEN for somebody else's message, VALIDATION_FAILED for one that is not a text */
  async edit({ text, ...name }: MessageName & { readonly text: string }): Promise<Message> {
    const { ref, own, engine, message } = await this.target(name, 'EDIT');
    if (!ref.fromMe) throw new GatewayError('FORBIDDEN', 'Only a message of this account can be edited');
    requireNotDeleted(message, 'edited');
    if (ref.type !== 'text') throw new GatewayError('VALIDATION_FAILED', 'Only a text can be edited');
    await asking('edit the message', engine.messages.edit(ref, text));
    const { chatId, stanzaId } = ref;
    return this.changed(name, message, () =>
      this.deps.journal.observed(accountOf(name, own), {
        kind: 'edited',
        chatId,
        stanzaId,
        body: text,
        at: new Date(),
      }),
    );
  }

  /**
   * @param forEveryone default true; false: on the devices of this account only
   * @throws GatewayError FORBIDDEN for somebody else's message to be deleted for everyone outside of a group
   */
  async delete({ forEveryone, ...name }: MessageName & { readonly forEveryone?: boolean | null }): Promise<Message> {
    if (forEveryone === false) return this.deleteForMe(name);
    const { ref, own, engine, message } = await this.target(name, 'DELETE_FOR_EVERYONE');
    if (!ref.fromMe && !isGroup(ref.chatId)) {
      throw new GatewayError('FORBIDDEN', 'Only a message of this account can be deleted for everyone');
    }
    requireNotDeleted(message, 'deleted again');
    await asking('delete the message', engine.messages.deleteForEveryone(ref));
    const { chatId, stanzaId, fromMe, author } = ref;
    return this.changed(name, message, () =>
      this.deps.journal.observed(accountOf(name, own), {
        kind: 'revoked',
        chatId,
        stanzaId,
        fromMe,
        author,
        at: new Date(),
      }),
    );
  }

  async star({ starred, ...name }: MessageName & { readonly starred: boolean }): Promise<Message> {
    const { ref, engine, message } = await this.target(name, 'STAR');
    await asking('star the message', engine.messages.star(ref, starred));
    return this.changed(name, message, () => this.deps.journal.starred(message, starred));
  }

  private async deleteForMe(name: MessageName): Promise<Message> {
    const { ref, engine, message } = await this.target(name, 'DELETE_FOR_ME');
    await asking('delete the message', engine.messages.deleteForMe(ref));
    return this.changed(name, message, () => this.deps.journal.deletedHere(message));
  }

  private async target(name: MessageName, capability: Capability): Promise<Target> {
    const { sessions, store } = this.deps;
    const { own, engine } = sessions.able(name.sessionId, capability);
    const message = await storedMessage(store, name);
    return { message, ref: toMessageRef(message), own, engine };
  }

  /**
   * WhatsApp has it: a store that fails now must not make it look as if it had not.
   * @returns the message as it is stored now
   */
  private async changed(name: MessageName, before: Message, write: () => number): Promise<Message> {
    const { store, logger } = this.deps;
    try {
      await store.commits.settled(write());
    } catch (error) {
      logger.error({ messageId: before.id, err: error }, 'what was done with a message could not be stored');
    }
    return (await store.pages.message(name.sessionId, name.messageId)) ?? before;
  }
}

const accountOf = ({ sessionId }: MessageName, own: Jid) => ({ sessionId, phone: phoneOf(own) ?? null });

function requireNotDeleted({ type }: Message, done: string): void {
  if (type === 'revoked') throw new GatewayError('VALIDATION_FAILED', `A deleted message cannot be ${done}`);
}

async function asking(what: string, answer: Promise<void>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new EngineFailedError(`The engine could not ${what}`, { cause: error });
  }
}
