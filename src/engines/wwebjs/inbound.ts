import { toJid } from '../../domain/jid.js';
import type { ObservedMessage } from '../../domain/message.js';
import { momentOf } from '../../domain/moment.js';
import type { EngineContext, EngineEvent } from '../../engine/port.js';
import type { Logger } from '../../runtime/logger.js';
import { toAck } from './ack.js';
import { ChatChains } from './chat-chains.js';
import type { Identities } from './identities.js';
import type { InboundFiles } from './inbound-file.js';
import type { Client, Message } from './library.js';
import { addressesIn, originOf, toMessage } from './message.js';
import type { OwnMessages } from './own-messages.js';
import { Recent } from './recent.js';
import { addressOf, keyText, partsOf, textOf, type WireMessage } from './wire.js';

/** Messages remembered per link, so that one which the page tells twice is told once. */
const REMEMBERED = 5_000;

export interface InboundDeps {
  readonly context: EngineContext;
  readonly own: OwnMessages;
  readonly logger: Logger;
  readonly emit: (event: EngineEvent) => void;
}

/** What is known once the link works. */
export interface Known {
  readonly identities: Identities;
  readonly files: InboundFiles;
}

/** The library's `Call`, `Reaction` and `GroupNotification`, as far as they are read. */
interface WireCall {
  readonly id?: unknown;
  readonly from?: unknown;
  readonly isVideo?: unknown;
  readonly isGroup?: unknown;
  readonly outgoing?: unknown;
}
interface WireReaction {
  readonly msgId?: unknown;
  readonly senderId?: unknown;
  readonly reaction?: unknown;
}
interface WireNotice {
  readonly type?: unknown;
  readonly body?: unknown;
  readonly chatId?: unknown;
}
interface WireChat {
  readonly id?: unknown;
  readonly unreadCount?: unknown;
}

const wireOf = (message: Message): WireMessage => message.rawData as WireMessage;

/** Turns what the library tells into our events, each chat in its order. */
export class Inbound {
  readonly #told = new Recent<true>(REMEMBERED);
  /** By author. */
  readonly #names = new Recent<string>(REMEMBERED);
  #known: Known | undefined;
  readonly #chains = new ChatChains();
  /** What came before the link worked; undefined once it does. */
  #early: (() => void)[] | undefined = [];

  constructor(private readonly deps: InboundDeps) {}

  listenTo(client: Client): void {
    client.on('message_create', (message: Message) => this.#inChat(message.rawData, () => this.#message(message)));
    client.on('message_edit', (message: Message) =>
      this.#inChat(message.rawData, (known) => this.#edited(message, known)),
    );
    client.on('message_revoke_everyone', (message: Message) =>
      this.#inChat(message.rawData, (known) => this.#revoked(message, known)),
    );
    client.on('message_ack', (message: Message, level: unknown) =>
      this.#inChat(message.rawData, () => this.#acknowledged(message, level)),
    );
    client.on('message_reaction', (reaction: WireReaction) =>
      this.#inChat({ id: reaction.msgId } as WireMessage, (known) => this.#reaction(reaction, known)),
    );
    client.on('call', (call: WireCall) => this.#inChat({}, (known) => this.#call(call, known)));
    client.on('group_update', (notice: WireNotice) => this.#inChat({}, (known) => this.#notice(notice, known)));
    client.on('chat_removed', (chat: WireChat) => this.#inChat({}, (known) => this.#chatRemoved(chat, known)));
    client.on('unread_count', (chat: WireChat) => this.#inChat({}, (known) => this.#unreadCount(chat, known)));
  }

  /**
   * The link works: what came in so far is told now. May come again, after the page was loaded anew.
   * @param missed what came while nobody listened; told first
   */
  begin(known: Known, missed: readonly Message[]): void {
    this.#known = known;
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const message of missed) this.#inChat(message.rawData, () => this.#missed(message));
    for (const add of early) add();
  }

  /** What the library tells is data: something unforeseen in it is logged and left out. */
  #inChat(wire: object, task: (known: Known) => Promise<void>): void {
    if (this.#early !== undefined) return void this.#early.push(() => this.#inChat(wire, task));
    const { context, logger } = this.deps;
    const remote = partsOf((wire as WireMessage).id)?.remote ?? '';
    const chat = toJid(remote);
    const spellings = chat && this.#known?.identities.addresses.spellings(chat);
    this.#chains.add(spellings ?? [remote], async () => {
      try {
        await task(this.#known as Known);
      } catch (error) {
        logger.warn({ sessionId: context.sessionId, err: error }, 'something that WhatsApp Web told could not be used');
      }
    });
  }

  /** How far it came is told as well: nobody heard of that either. */
  async #missed(message: Message): Promise<void> {
    await this.#message(message);
    await this.#acknowledged(message, message.ack);
  }

  async #message(message: Message): Promise<void> {
    const { own, emit } = this.deps;
    const { identities, files } = this.#known as Known;
    const wire = wireOf(message);
    const key = partsOf(wire.id);
    if (key === undefined || this.#isTold(keyText(key))) return;
    if (key.fromMe && (await own.ours(key.id)) !== undefined) return;
    await identities.resolve(addressesIn(wire));
    const { addresses } = identities;
    const bare = toMessage(wire, addresses);
    if (bare === undefined) return;
    const isStored = !bare.fromMe && bare.chatId !== 'status@broadcast';
    const media = isStored ? await files.receive(message) : files.omitted(message);
    emit({ kind: 'message', message: toMessage(wire, addresses, media) ?? bare });
    this.#tellName(bare);
  }

  /** The page tells no change of a name; whoever writes shows theirs. */
  #tellName({ fromMe, author, pushName }: ObservedMessage): void {
    if (fromMe || pushName === undefined || this.#names.get(author) === pushName) return;
    this.#names.set(author, pushName);
    this.deps.emit({ kind: 'contact', id: author, pushName });
  }

  #isTold(key: string): boolean {
    if (this.#told.get(key) === true) return true;
    this.#told.set(key, true);
    return false;
  }

  /** A message that became readable changes its text, too; only an edit has a moment of its own. */
  async #edited(message: Message, { identities }: Known): Promise<void> {
    const { own, emit } = this.deps;
    const wire = wireOf(message);
    const at = wire.latestEditSenderTimestampMs;
    const editedAt = typeof at === 'number' ? momentOf(at / 1000) : undefined;
    if (editedAt === undefined) return;
    await identities.resolve(addressesIn(wire));
    const origin = originOf(wire, identities.addresses);
    const described = toMessage(wire, identities.addresses);
    if (origin === undefined || described === undefined) return;
    const stanzaId = own.stanzaIdOf(origin.stanzaId);
    if (own.isEcho('edit', stanzaId)) return;
    emit({ kind: 'edited', chatId: origin.chatId, stanzaId, body: described.body, at: editedAt });
  }

  async #revoked(message: Message, { identities }: Known): Promise<void> {
    const { own, emit } = this.deps;
    const wire = wireOf(message);
    await identities.resolve(addressesIn(wire));
    const origin = originOf(wire, identities.addresses);
    if (origin === undefined) return;
    const { chatId, fromMe, author } = origin;
    const stanzaId = own.stanzaIdOf(partsOf(wire.protocolMessageKey)?.id ?? origin.stanzaId);
    if (own.isEcho('revoke', stanzaId)) return;
    emit({ kind: 'revoked', chatId, stanzaId, fromMe, author, at: new Date() });
  }

  async #acknowledged(message: Message, level: unknown): Promise<void> {
    const { own, emit } = this.deps;
    const key = partsOf(wireOf(message).id);
    const ack = toAck(level);
    if (key === undefined || !key.fromMe || ack === undefined) return;
    emit({ kind: 'ack', stanzaId: (await own.ours(key.id)) ?? key.id, ack });
  }

  async #reaction({ msgId, senderId, reaction }: WireReaction, { identities }: Known): Promise<void> {
    const { own, emit } = this.deps;
    const key = partsOf(msgId);
    if (key === undefined) return;
    await identities.resolve([key.remote, addressOf(senderId) ?? '']);
    const { addresses } = identities;
    const chatId = addresses.neutral(key.remote);
    const sender = addresses.neutral(senderId);
    if (chatId === undefined || sender === undefined) return;
    const stanzaId = own.stanzaIdOf(key.id);
    if (addresses.isSelf(sender) && own.isEcho('reaction', stanzaId)) return;
    emit({ kind: 'reaction', chatId, stanzaId, emoji: typeof reaction === 'string' ? reaction : '', sender });
  }

  async #call({ id, from, isVideo, isGroup, outgoing }: WireCall, { identities }: Known): Promise<void> {
    const callId = textOf(id);
    if (callId === undefined || outgoing === true) return;
    await identities.resolve([addressOf(from) ?? '']);
    const caller = identities.addresses.neutral(from);
    if (caller === undefined) return;
    this.deps.emit({
      kind: 'call',
      callId,
      from: caller,
      isVideo: isVideo === true,
      isGroup: isGroup === true,
      at: new Date(),
    });
  }

  async #notice({ type, body, chatId }: WireNotice, { identities }: Known): Promise<void> {
    const group = identities.addresses.neutral(chatId);
    const name = textOf(body);
    if (type === 'subject' && group !== undefined && name !== undefined) {
      this.deps.emit({ kind: 'chat', chatId: group, name });
    }
  }

  async #chatRemoved({ id }: WireChat, { identities }: Known): Promise<void> {
    const wire = toJid(addressOf(id));
    const chatId = wire && identities.addresses.neutral(wire);
    if (chatId === undefined || this.deps.own.isEcho('chat-removed', chatId)) return;
    this.deps.emit({ kind: 'chat-deleted', chatId });
  }

  /** Zero: the chat was read on the phone. Anything else is counted by whoever stores the messages. */
  async #unreadCount({ id, unreadCount }: WireChat, { identities }: Known): Promise<void> {
    const chatId = identities.addresses.neutral(id);
    if (chatId !== undefined && unreadCount === 0) this.deps.emit({ kind: 'chat', chatId, unreadCount });
  }
}
