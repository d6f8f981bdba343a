import { EngineFailedError } from '../../src/domain/errors.js';
import type { Group } from '../../src/domain/group.js';
import { toJid, type Jid } from '../../src/domain/jid.js';
import type { LinkEnd } from '../../src/domain/session.js';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import type {
  CallOperations,
  CatalogOperations,
  ChannelOperations,
  ChatOperations,
  ContactOperations,
  GroupOperations,
  LabelOperations,
  MessageOperations,
  OutgoingDraft,
  ProfileOperations,
  StatusOperations,
} from '../../src/engine/operations.js';
import {
  type Capability,
  type Engine,
  type EngineContext,
  type EngineEvent,
  type EngineFactory,
} from '../../src/engine/port.js';

const NEW_GROUP = '120363099999999999@g.us' as Jid;
const NEW_CHANNEL = '120363088888888888@newsletter' as Jid;

const groupOf = (subject: string, participants: readonly Jid[]): Group => ({
  id: NEW_GROUP,
  subject,
  description: '',
  participants: participants.map((id) => ({ id, isAdmin: false, isSuperAdmin: false })),
  announce: false,
  locked: false,
});

/** An engine whose WhatsApp is the test: it reports what it is told to and remembers what it was asked. */
export class FakeEngine implements Engine {
  readonly sent: { readonly to: Jid; readonly text: string; readonly stanzaId: string }[] = [];
  /** Every message it was given, as it was given. */
  readonly drafts: OutgoingDraft[] = [];
  /** What it was asked to do with messages: the operation, the stanza id, the rest. */
  readonly acts: (readonly [operation: keyof MessageOperations, stanzaId: string, ...rest: unknown[]])[] = [];
  readonly typed: { readonly to: Jid; readonly typing: boolean }[] = [];
  /** What it was told about its end, in order. */
  readonly endings: ('close' | 'kill')[] = [];
  /** Called before a message is taken. */
  beforeSend: () => Promise<void> | void = () => undefined;
  /** Called before something is done with a message. */
  beforeAct: () => Promise<void> | void = () => undefined;
  closing: Promise<void> = Promise.resolve();
  killing: Promise<void> = Promise.resolve();
  private stanzas = 0;

  constructor(readonly context: EngineContext) {}

  emit(event: EngineEvent): void {
    this.context.emit(event);
  }
  ready(phone = '628123456789', pushName: string | null = 'Depot Nine'): void {
    this.emit({ kind: 'ready', phone, pushName });
  }
  end(end: LinkEnd, reason = 'connection lost'): void {
    this.emit({ kind: 'ended', end, reason });
  }

  newStanzaId(): string {
    this.stanzas += 1;
    return `3EB0A${this.stanzas}`;
  }
  readonly messages: MessageOperations = {
    send: async (draft) => {
      await this.beforeSend();
      const { to, stanzaId, content } = draft;
      this.drafts.push(draft);
      this.sent.push({ to, text: content.kind === 'text' ? content.text : content.kind, stanzaId });
    },
    react: (message, emoji) => this.act('react', message.stanzaId, emoji),
    edit: (message, text) => this.act('edit', message.stanzaId, text),
    deleteForEveryone: (message) => this.act('deleteForEveryone', message.stanzaId),
    deleteForMe: (message) => this.act('deleteForMe', message.stanzaId),
    star: (message, starred) => this.act('star', message.stanzaId, starred),
  };
  private async act(...act: FakeEngine['acts'][number]): Promise<void> {
    await this.beforeAct();
    this.acts.push(act);
  }
  /** Everything but messages that it was asked for, in order: the operation, then what it was given. */
  readonly asked: (readonly [operation: string, ...given: unknown[]])[] = [];
  /** What a test wants an operation to answer instead; a function is called, and may throw. */
  readonly answers: Record<string, unknown> = {};

  private ask<T>(operation: string, given: readonly unknown[], usual: T): Promise<T> {
    this.asked.push([operation, ...given]);
    if (!(operation in this.answers)) return Promise.resolve(usual);
    const answer = this.answers[operation];
    return Promise.resolve().then(() => (typeof answer === 'function' ? (answer as () => T)() : (answer as T)));
  }

  readonly chats: ChatOperations = {
    setPresence: (to, presence) => {
      this.typed.push({ to, typing: presence === 'typing' });
      this.asked.push(['setPresence', to, presence]);
      return Promise.reject(new EngineFailedError('nobody saw it'));
    },
    markRead: (...given) => this.ask('markRead', given, undefined),
    markUnread: (...given) => this.ask('markUnread', given, undefined),
    deleteChat: (...given) => this.ask('deleteChat', given, undefined),
    history: (...given) => this.ask('history', given, []),
  };
  readonly contacts: ContactOperations = {
    checkNumber: (number) => Promise.resolve(number.startsWith('999') ? undefined : toJid(`${number}@c.us`)),
    pictureUrl: (...given) => this.ask('pictureUrl', given, undefined),
    setBlocked: (...given) => this.ask('setBlocked', given, undefined),
    phoneBehind: (...given) => this.ask('phoneBehind', given, undefined),
  };
  readonly groups: GroupOperations = {
    list: () => this.ask('groups.list', [], []),
    get: (...given) => this.ask('groups.get', given, undefined),
    create: (subject, participants) =>
      this.ask('groups.create', [subject, participants], groupOf(subject, participants)),
    changeParticipants: (id, change, participants) =>
      this.ask(
        'groups.changeParticipants',
        [id, change, participants],
        participants.map((participant) => ({ id: participant, status: 200 })),
      ),
    setSubject: (...given) => this.ask('groups.setSubject', given, undefined),
    setDescription: (...given) => this.ask('groups.setDescription', given, undefined),
    setSettings: (...given) => this.ask('groups.setSettings', given, undefined),
    inviteCode: (...given) => this.ask('groups.inviteCode', given, 'Fr3ightDepotNine000001'),
    revokeInviteCode: (...given) => this.ask('groups.revokeInviteCode', given, 'Fr3ightDepotNine000002'),
    join: (...given) => this.ask('groups.join', given, NEW_GROUP),
    leave: (...given) => this.ask('groups.leave', given, undefined),
  };
  readonly profile: ProfileOperations = {
    setName: (...given) => this.ask('profile.setName', given, undefined),
    setStatus: (...given) => this.ask('profile.setStatus', given, undefined),
    setPicture: (...given) => this.ask('profile.setPicture', given, undefined),
  };
  readonly calls: CallOperations = {
    reject: (...given) => this.ask('calls.reject', given, undefined),
  };
  readonly labels: LabelOperations = {
    requireBusiness: () => this.ask('labels.requireBusiness', [], undefined),
    list: () => this.ask('labels.list', [], []),
    ofChat: (...given) => this.ask('labels.ofChat', given, []),
    set: (...given) => this.ask('labels.set', given, undefined),
  };
  readonly channels: ChannelOperations = {
    list: () => this.ask('channels.list', [], []),
    get: (...given) => this.ask('channels.get', given, undefined),
    follow: (code) => this.ask('channels.follow', [code], { id: NEW_CHANNEL, name: 'Depot news', description: '' }),
    unfollow: (...given) => this.ask('channels.unfollow', given, undefined),
    messages: (...given) => this.ask('channels.messages', given, []),
  };
  readonly statuses: StatusOperations = {
    post: (...given) => this.ask('statuses.post', given, undefined),
    remove: (...given) => this.ask('statuses.remove', given, undefined),
    list: () => this.ask('statuses.list', [], []),
    file: (...given) => this.ask('statuses.file', given, undefined),
  };
  readonly catalog: CatalogOperations = {
    get: () => this.ask('catalog.get', [], undefined),
    products: (...given) => this.ask('catalog.products', given, { products: [], total: 0 }),
    product: (...given) => this.ask('catalog.product', given, undefined),
  };
  requestPairingCode(): Promise<string> {
    return Promise.resolve('ABCD1234');
  }
  close(): Promise<void> {
    this.endings.push('close');
    return this.closing;
  }
  kill(): Promise<void> {
    this.endings.push('kill');
    return this.killing;
  }
}

export class FakeEngineFactory implements EngineFactory {
  readonly kind = 'baileys';
  capabilities: ReadonlySet<Capability> = new Set<Capability>(CAPABILITY_NAMES);
  resends = true;
  /** Quick, so that a test sees a whole budget used up. */
  reconnect = { attempts: 5, baseDelayMs: 1, maxDelayMs: 5, jitterMs: 0, announce: false };
  /** Every engine it opened, in order. */
  readonly engines: FakeEngine[] = [];
  readonly unlinked: string[] = [];
  /** Awaited before an engine is open; a rejection is a failure to open. */
  opening: (context: EngineContext) => Promise<void> = () => Promise.resolve();

  /** The engine that was opened last. */
  get engine(): FakeEngine {
    const engine = this.engines.at(-1);
    if (engine === undefined) throw new Error('no engine was opened');
    return engine;
  }

  async open(context: EngineContext): Promise<Engine> {
    await this.opening(context);
    const engine = new FakeEngine(context);
    this.engines.push(engine);
    return engine;
  }
  unlink(sessionId: string): Promise<void> {
    this.unlinked.push(sessionId);
    return Promise.resolve();
  }
}

/** Lets `open` wait: `entered` resolves when it is called, and it goes on after `release`. */
export function slowOpening(factory: FakeEngineFactory) {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const entered = new Promise<void>((resolve) => {
    factory.opening = () => {
      resolve();
      return gate;
    };
  });
  return { entered, release };
}
