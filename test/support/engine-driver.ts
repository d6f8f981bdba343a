import { join } from 'node:path';
import { GatewayError } from '../../src/domain/errors.js';
import type { MediaSink } from '../../src/domain/media.js';
import type { Engine, EngineEvent, EngineFactory } from '../../src/engine/port.js';
import { createBaileysFactory } from '../../src/engines/baileys/factory.js';
import { loadLibrary } from '../../src/engines/baileys/load-library.js';
import { createLogger } from '../../src/runtime/logger.js';
import { Journal } from '../../src/services/journal.js';
import type { ObservedEvent } from '../../src/sessions/recorder.js';
import { openStore, type Store } from '../../src/store/store.js';
import { mediaStore } from './media.js';

/** How a test starts the driver; JSON in its first argument. */
export interface DriverSettings {
  /** Databases and auth folders live here, and are found again by the next driver. */
  readonly folder: string;
  readonly socketUrl: string;
  readonly verifyServer?: boolean;
  /** A certificate root to trust in place of WhatsApp's; hex. */
  readonly trustRoot?: string;
  readonly commitDelayMs?: number;
  /** How long a write waits for somebody else's lock before the store fails. */
  readonly busyTimeoutMs?: number;
  readonly logLevel?: string;
}

/** From the test. Every call is answered with its `id`. */
export interface DriverCall {
  readonly id: number;
  readonly call: keyof DriverCalls;
  readonly args: readonly unknown[];
}
export type DriverAnswer =
  | { readonly kind: 'answer'; readonly id: number; readonly result?: unknown; readonly error?: string }
  | { readonly kind: 'event'; readonly sessionId: string; readonly event: EngineEvent }
  | { readonly kind: 'started' };

/** The parts of an engine that hold its operations. */
export type OperationGroup = 'messages' | 'chats' | 'contacts' | 'groups' | 'profile' | 'calls';
/** `messages.send`, `groups.create`, … */
export type Operation = { [G in OperationGroup]: `${G}.${keyof Engine[G] & string}` }[OperationGroup];

/** What a test can ask of the child process. */
export interface DriverCalls {
  open(sessionId: string): Promise<void>;
  close(sessionId: string): Promise<void>;
  kill(sessionId: string): Promise<void>;
  unlink(sessionId: string): Promise<void>;
  newStanzaId(sessionId: string): Promise<string>;
  /** Any operation of the engine, by its name in the port. */
  ask(sessionId: string, operation: Operation, ...args: readonly unknown[]): Promise<unknown>;
  requestPairingCode(sessionId: string, phone: string): Promise<string>;
  /** Resolves once everything that was handed over so far is on disk. */
  settled(): Promise<void>;
  /** Lets a store that failed take writes again. */
  recover(): Promise<void>;
  stats(): Promise<{ cpu: NodeJS.CpuUsage; rss: number; heapUsed: number; handedOver: number }>;
  /** Stops telling the test about messages, which costs more than handing them over. */
  quiet(): Promise<void>;
}

/** Runs engines on a real store, the way the gateway does, and tells a test what they report. */
class Driver implements DriverCalls {
  private readonly engines = new Map<string, Engine>();
  private readonly journal: Journal;
  private handedOver = 0;
  private isQuiet = false;

  constructor(
    private readonly store: Store,
    private readonly factory: EngineFactory,
    private readonly media: MediaSink,
  ) {
    this.journal = new Journal({
      commits: store.commits,
      identities: store.identities,
      planner: { plan: () => [] },
      config: { resolveLidToPhone: false },
    });
  }

  async open(sessionId: string): Promise<void> {
    await this.ensureSession(sessionId);
    const { media } = this;
    const emit = (event: EngineEvent): void => this.hear(sessionId, event);
    const { signal } = new AbortController();
    const heardUntil = () => Promise.resolve(undefined);
    this.engines.set(sessionId, await this.factory.open({ sessionId, media, heardUntil, signal, emit }));
  }
  async close(sessionId: string): Promise<void> {
    await this.engine(sessionId).close();
  }
  async kill(sessionId: string): Promise<void> {
    await this.engine(sessionId).kill();
  }
  async unlink(sessionId: string): Promise<void> {
    await this.factory.unlink(sessionId);
  }
  async newStanzaId(sessionId: string): Promise<string> {
    return this.engine(sessionId).newStanzaId();
  }
  async ask(sessionId: string, operation: Operation, ...args: readonly unknown[]): Promise<unknown> {
    const [group, name] = operation.split('.') as [OperationGroup, string];
    const operations = this.engine(sessionId)[group] as unknown as Record<string, (...args: unknown[]) => unknown>;
    return operations[name]?.(...args);
  }
  async requestPairingCode(sessionId: string, phone: string): Promise<string> {
    return this.engine(sessionId).requestPairingCode(phone);
  }
  async settled(): Promise<void> {
    await this.store.commits.settled();
  }
  async recover(): Promise<void> {
    await this.store.commits.recover();
  }
  async stats() {
    const { rss, heapUsed } = process.memoryUsage();
    return { cpu: process.cpuUsage(), rss, heapUsed, handedOver: this.handedOver };
  }
  async quiet(): Promise<void> {
    this.isQuiet = true;
  }

  private hear(sessionId: string, event: EngineEvent): void {
    if (isObserved(event)) this.observe(sessionId, event);
    if (event.kind === 'message' && event.history !== true) this.handedOver += 1;
    if (this.isQuiet && event.kind === 'message') return;
    const told = { ...event };
    if ('alongside' in told) delete told.alongside;
    tell({ kind: 'event', sessionId, event: told });
  }

  private observe(sessionId: string, event: ObservedEvent): void {
    try {
      this.journal.observed({ sessionId, phone: '628123456789' }, event);
    } catch {
      // The store is down; what could not be written comes again with the next link.
    }
  }

  private engine(sessionId: string): Engine {
    const engine = this.engines.get(sessionId);
    if (engine === undefined) throw new Error(`session ${sessionId} was never opened`);
    return engine;
  }

  private async ensureSession(id: string): Promise<void> {
    if ((await this.store.data.session.findUnique({ where: { id } })) !== null) return;
    const row = {
      id,
      name: id,
      status: 'created',
      engine: 'baileys',
      config: '{}',
      proxyUrl: null,
      proxyType: null,
      createdAt: Date.now(),
    } as const;
    await this.store.commits.write([{ op: 'session.insert', row }]);
  }
}

const isObserved = (event: EngineEvent): event is ObservedEvent =>
  !['connecting', 'qr', 'authenticated', 'ready', 'ended'].includes(event.kind);

const tell = (answer: DriverAnswer): void => void process.send?.(answer);

async function main(settings: DriverSettings): Promise<void> {
  const {
    folder,
    socketUrl,
    verifyServer = false,
    trustRoot,
    commitDelayMs = 0,
    busyTimeoutMs = 5000,
    logLevel = 'warn',
  } = settings;
  const logger = createLogger(logLevel);
  if (trustRoot !== undefined) {
    const { WA_CERT_DETAILS } = await loadLibrary({ verifyServer });
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(trustRoot, 'hex');
  }
  const store = await openStore({
    data: join(folder, 'data.sqlite'),
    main: join(folder, 'main.sqlite'),
    logger,
    commitDelayMs,
    busyTimeoutMs,
  });
  const factory = createBaileysFactory({
    store: store.engine,
    config: {
      authDir: join(folder, 'baileys'),
      socketUrl,
      verifyServer,
      syncFullHistory: false,
      sentMessagesKept: 5000,
      logLevel: 'silent',
    },
    logger,
  });
  const driver = new Driver(store, factory, mediaStore(join(folder, 'media')));
  process.on('message', ({ id, call, args }: DriverCall) => {
    (driver[call] as (...args: readonly unknown[]) => Promise<unknown>)(...args).then(
      (result) => tell({ kind: 'answer', id, result }),
      (error: Error) => {
        logger.debug({ err: error }, call);
        tell({
          kind: 'answer',
          id,
          error: error instanceof GatewayError ? `${error.code}: ${error.message}` : String(error),
        });
      },
    );
  });
  tell({ kind: 'started' });
}

process.on('disconnect', () => process.exit(0));
void main(JSON.parse(process.argv[2] ?? '{}') as DriverSettings);
