import { EngineFailedError } from '../../src/domain/errors.js';
import { toJid, type Jid } from '../../src/domain/jid.js';
import type { LinkEnd } from '../../src/domain/session.js';
import {
  CAPABILITIES,
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
  async sendText(to: Jid, text: string, stanzaId: string): Promise<void> {
    await this.beforeSend();
    this.sent.push({ to, text, stanzaId });
  }
  setTyping(to: Jid, typing: boolean): Promise<void> {
    this.typed.push({ to, typing });
    return Promise.reject(new EngineFailedError('nobody saw it'));
  }
  checkNumber(number: string): Promise<Jid | undefined> {
    return Promise.resolve(number.startsWith('999') ? undefined : toJid(`${number}@c.us`));
  }
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
  capabilities: ReadonlySet<Capability> = new Set<Capability>(CAPABILITIES);
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
