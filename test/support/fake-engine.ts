import { EngineFailedError } from '../../src/domain/errors.js';
import { toJid, type Jid } from '../../src/domain/jid.js';
import type { LinkEnd } from '../../src/domain/session.js';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import type { OutgoingDraft, Presence } from '../../src/engine/operations.js';
import { unsupported } from '../../src/engine/unsupported.js';
import {
  type Capability,
  type Engine,
  type EngineContext,
  type EngineEvent,
  type EngineFactory,
} from '../../src/engine/port.js';

/** An engine whose WhatsApp is the test: it reports what it is told to and remembers what it was asked. */
export class FakeEngine implements Engine {
  readonly sent: { readonly to: Jid; readonly text: string; readonly stanzaId: string }[] = [];
  readonly typed: { readonly to: Jid; readonly typing: boolean }[] = [];
  /** What it was told about its end, in order. */
  readonly endings: ('close' | 'kill')[] = [];
  /** Called before a text is taken. */
  beforeSend: () => Promise<void> | void = () => undefined;
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
  readonly messages = {
    send: async ({ to, stanzaId, content }: OutgoingDraft): Promise<void> => {
      await this.beforeSend();
      this.sent.push({ to, text: content.kind === 'text' ? content.text : content.kind, stanzaId });
    },
    react: unsupported('REACT', 'baileys'),
    edit: unsupported('EDIT', 'baileys'),
    deleteForEveryone: unsupported('DELETE_FOR_EVERYONE', 'baileys'),
    deleteForMe: unsupported('DELETE_FOR_ME', 'baileys'),
    star: unsupported('STAR', 'baileys'),
  };
  readonly chats = {
    setPresence: (to: Jid, presence: Presence): Promise<void> => {
      this.typed.push({ to, typing: presence === 'typing' });
      return Promise.reject(new EngineFailedError('nobody saw it'));
    },
    markRead: unsupported('MARK_READ', 'baileys'),
    markUnread: unsupported('MARK_UNREAD', 'baileys'),
    deleteChat: unsupported('DELETE_CHAT', 'baileys'),
  };
  readonly contacts = {
    checkNumber: (number: string): Promise<Jid | undefined> =>
      Promise.resolve(number.startsWith('999') ? undefined : toJid(`${number}@c.us`)),
    pictureUrl: unsupported('PROFILE_PICTURE', 'baileys'),
    setBlocked: unsupported('BLOCK', 'baileys'),
    phoneBehind: unsupported('RESOLVE_LID', 'baileys'),
  };
  readonly groups = {
    list: unsupported('READ_GROUPS', 'baileys'),
    get: unsupported('READ_GROUPS', 'baileys'),
    create: unsupported('CREATE_GROUP', 'baileys'),
    changeParticipants: unsupported('GROUP_PARTICIPANTS', 'baileys'),
    setSubject: unsupported('GROUP_SUBJECT', 'baileys'),
    setDescription: unsupported('GROUP_DESCRIPTION', 'baileys'),
    setSettings: unsupported('GROUP_SETTINGS', 'baileys'),
    inviteCode: unsupported('GROUP_INVITE', 'baileys'),
    revokeInviteCode: unsupported('GROUP_INVITE', 'baileys'),
    join: unsupported('JOIN_GROUP', 'baileys'),
    leave: unsupported('LEAVE_GROUP', 'baileys'),
  };
  readonly profile = {
    setName: unsupported('SET_PROFILE_NAME', 'baileys'),
    setStatus: unsupported('SET_PROFILE_STATUS', 'baileys'),
    setPicture: unsupported('SET_PROFILE_PICTURE', 'baileys'),
  };
  readonly calls = { reject: unsupported('REJECT_CALL', 'baileys') };
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
