import { setTimeout as pause } from 'node:timers/promises';
import { GatewayError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { MediaKind, MessageMedia } from '../domain/media.js';
import type { OutgoingContent } from '../engine/operations.js';
import type { MediaIntake, MediaSource } from '../media/media-intake.js';
import type { Message, Store } from '../store/store.js';
import type { Dispatcher, Draft, Recipient } from './dispatcher.js';
import { toMessageRef } from './message-ref.js';
import { shownAsForwarded, shownOf, type Shown } from './outgoing-message.js';
import {
  capabilitiesFor,
  capabilityFor,
  contactContent,
  locationContent,
  pollContent,
  textContent,
  type ContactParts,
  type LocationParts,
  type OfferContent,
  type PlainContent,
  type PollParts,
  type TextParts,
} from './plain-content.js';
import { storedMessage } from './stored-message.js';
import type { Submission } from './submission.js';
import { typingPauseMs } from './typing.js';

export interface SendServiceDeps {
  readonly store: Pick<Store, 'pages' | 'identities'>;
  readonly dispatcher: Dispatcher;
  readonly media: MediaIntake;
  readonly config: { readonly simulateTyping: boolean; readonly simulateTypingMaxMs: number };
}

export type SendText = Recipient & TextParts;
export type SendLocation = Recipient & LocationParts;
export type SendContact = Recipient & ContactParts;
export type SendPoll = Recipient & PollParts;
export interface SendMedia extends Recipient, MediaSource {
  readonly kind: MediaKind;
  readonly caption?: string | null | undefined;
}
export interface ForwardMessage {
  readonly sessionId: string;
  readonly messageId: string;
  readonly toChatId: Jid;
  /** The chat the message is in; only checked. */
  readonly fromChatId?: Jid | null | undefined;
}

/**
 * Sends. Every member checks everything first, stores the message as pending, hands it to the engine and announces it.
 * The answer means accepted, not delivered.
 *
 * Each may throw:
 * SessionNotFoundError; SessionNotConnectedError unless the session is `ready`; NotImplementedError if the engine cannot
 * send this; NotFoundError for a message that is answered or forwarded and not stored; UnavailableError if the store is
 * down: nothing was stored or sent. EngineFailedError if the engine refused: the message is stored as failed.
 * SendUnknownError if the engine cannot tell whether it left.
 */
export class SendService {
  constructor(private readonly deps: SendServiceDeps) {}

  /** The same, for what is sent at a request. */
  under(submission: Submission): SendService {
    return new SendService({ ...this.deps, dispatcher: this.deps.dispatcher.under(submission) });
  }

  async sendText(input: SendText): Promise<Message> {
    const content = textContent(input);
    await this.pretendToType(await this.deps.dispatcher.draft(input, capabilitiesFor(content)), content.text);
    return this.sendPlain(input, content);
  }

  sendLocation(input: SendLocation): Promise<Message> {
    return this.sendPlain(input, locationContent(input));
  }

  sendContact(input: SendContact): Promise<Message> {
    return this.sendPlain(input, contactContent(input));
  }

  sendPoll(input: SendPoll): Promise<Message> {
    return this.sendPlain(input, pollContent(input));
  }

  /** Sends a product, or the whole catalog. */
  async sendOffer(to: Recipient, content: OfferContent): Promise<Message> {
    return this.send(await this.deps.dispatcher.draft(to, ['SEND_CATALOG']), content, shownOf(content));
  }

  /**
   * Sends a file. One that does not lead to a stored message is removed again.
   * @throws ValidationError, GatewayError PAYLOAD_TOO_LARGE or URL_NOT_ALLOWED for a file that cannot be taken; nothing
   * was stored or sent
   */
  async sendMedia({ kind, caption, url, base64, upload, mimetype, filename, ...to }: SendMedia): Promise<Message> {
    const needed = [capabilityFor(kind)];
    await this.deps.dispatcher.draft(to, needed);
    const { sent: file, stored } = await this.deps.media.take(to.sessionId, kind, {
      url,
      base64,
      upload,
      mimetype,
      filename,
    });
    const content = { kind, file, ...(caption ? { caption } : {}) };
    return this.send(
      await this.owning(stored, () => this.deps.dispatcher.draft(to, needed)),
      content,
      shownOf(content, stored),
    );
  }

  /** Sends a stored message to another chat. @throws GatewayError VALIDATION_FAILED for one that was deleted */
  async forward({ sessionId, messageId, toChatId, fromChatId }: ForwardMessage): Promise<Message> {
    const draft = await this.deps.dispatcher.draft({ sessionId, chatId: toChatId }, ['FORWARD']);
    const original = await storedMessage(this.deps.store, { sessionId, messageId, chatId: fromChatId });
    if (original.type === 'revoked')
      throw new GatewayError('VALIDATION_FAILED', 'A deleted message cannot be forwarded');
    const media = await this.copyOfFile(original);
    const shown = shownAsForwarded(original, media);
    return this.send(draft, { kind: 'forward', original: toMessageRef(original) }, shown);
  }

  private async copyOfFile({ sessionId, media }: Message): Promise<MessageMedia | undefined> {
    return media === null ? undefined : this.deps.media.copy(sessionId, media as unknown as MessageMedia);
  }

  /** What comes between a file and its message: if that fails, the file goes. */
  private async owning<T>(media: MessageMedia | undefined, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.deps.media.abandon(media?.file, error);
      throw error;
    }
  }

  private async sendPlain(to: Recipient, content: PlainContent): Promise<Message> {
    return this.send(await this.deps.dispatcher.draft(to, capabilitiesFor(content)), content, shownOf(content));
  }

  private async send(draft: Draft, content: OutgoingContent, shown: Shown): Promise<Message> {
    const { dispatcher } = this.deps;
    const outgoing = await this.owning(shown.media, () => dispatcher.record(draft, shown));
    await dispatcher.handOver(draft, content, outgoing);
    return outgoing.message;
  }

  /** As a person would; a contact that cannot be shown it is written to all the same. */
  private async pretendToType({ session, chatId }: Draft, text: string): Promise<void> {
    const { simulateTyping, simulateTypingMaxMs } = this.deps.config;
    if (!simulateTyping || !session.capabilities.has('TYPING')) return;
    session.engine.chats.setPresence(chatId, 'typing').catch(() => undefined);
    await pause(typingPauseMs(text, simulateTypingMaxMs, Math.random()));
  }
}
