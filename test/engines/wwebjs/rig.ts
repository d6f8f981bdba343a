import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../src/config/config.js';
import { parseJid, type Jid } from '../../../src/domain/jid.js';
import type { Engine, EngineContext, EngineEvent } from '../../../src/engine/port.js';
import { createWwebjsFactory } from '../../../src/engines/wwebjs/factory.js';
import type { Timings } from '../../../src/engines/wwebjs/timings.js';
import { createLogger } from '../../../src/runtime/logger.js';
import { launchPageDouble, type LaunchedPageDouble } from '../../doubles/whatsapp-page/launch.js';
import type { PageDoubleOptions } from '../../doubles/whatsapp-page/options.js';
import { testBrowser } from '../../support/browser.js';
import { mediaStore } from '../../support/media.js';
import { waitFor } from '../../support/wait.js';
import { markProcesses } from './processes.js';

export const PHONE = '628123456789';
export const ANA = '5511988887777';
export const BOB = '5511977776666';
export const jid = (number: string): Jid => parseJid(`${number}@c.us`);

type Kind = EngineEvent['kind'];
type EventOf<K extends Kind> = Extract<EngineEvent, { readonly kind: K }>;

/** One engine and what it told. */
export interface Link {
  readonly engine: Engine;
  readonly events: EngineEvent[];
  seen<K extends Kind>(kind: K): EventOf<K>[];
  /** The first event of a kind that fits, now or soon. */
  next<K extends Kind>(kind: K, fits?: (event: EventOf<K>) => boolean, withinMs?: number): Promise<EventOf<K>>;
}

export interface Rig {
  readonly double: LaunchedPageDouble;
  readonly folder: string;
  readonly mediaFolder: string;
  readonly factory: ReturnType<typeof createWwebjsFactory>;
  /** @returns at once; the engine itself when it is open */
  open(sessionId: string, context?: Partial<EngineContext>): Opening;
  /** Opens a session, and links it by QR unless it is. */
  link(sessionId?: string, phone?: string): Promise<Link>;
  stop(): Promise<void>;
}

export interface Opening extends Omit<Link, 'engine'> {
  readonly opened: Promise<Link>;
}

/** The adapter and the real library in this process, a real browser, and a page that stands for WhatsApp Web. */
export async function startRig(
  options: Partial<PageDoubleOptions> = {},
  timings: Partial<Timings> = {},
  env: Record<string, string> = {},
): Promise<Rig> {
  const double = await launchPageDouble(options);
  const browser = await testBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'wwebjs-'));
  const mediaFolder = join(folder, 'media');
  markProcesses(folder);
  const config = loadConfig({
    SESSION_DATA_PATH: join(folder, 'sessions'),
    PUPPETEER_EXECUTABLE_PATH: browser.executablePath,
    PUPPETEER_ARGS: JSON.stringify([...browser.args, ...double.chromiumArgs]),
    ...env,
  });
  const logger = createLogger(process.env.RIG_LOG ?? 'silent');
  const factory = createWwebjsFactory({ config: config.wwebjs, logger, timings });
  const running: Opening[] = [];
  const open = (sessionId: string, context: Partial<EngineContext> = {}): Opening => {
    const events: EngineEvent[] = [];
    const told: Omit<Link, 'engine'> = {
      events,
      seen: <K extends Kind>(kind: K) => events.filter((event): event is EventOf<K> => event.kind === kind),
      next: (kind, fits = () => true, withinMs) => waitFor(`a ${kind}`, () => told.seen(kind).find(fits), withinMs),
    };
    const opened = factory
      .open({
        sessionId,
        media: mediaStore(mediaFolder),
        heardUntil: () => Promise.resolve(undefined),
        signal: new AbortController().signal,
        emit: (event) => events.push(event),
        ...context,
      })
      .then((engine) => ({ engine, ...told }));
    opened.catch(() => undefined);
    const opening = { ...told, opened };
    running.push(opening);
    return opening;
  };
  return {
    double,
    folder,
    mediaFolder,
    factory,
    open,
    async link(sessionId = 'depot', phone = PHONE) {
      const opening = open(sessionId);
      await waitFor('a QR code or a link', () => opening.seen('qr').length + opening.seen('ready').length > 0);
      const [code] = opening.seen('qr');
      if (code !== undefined) await double.client.scan({ qr: code.qr, phone, name: 'Depot Nine' });
      await opening.next('ready');
      return opening.opened;
    },
    async stop() {
      const links = await Promise.all(running.map(({ opened }) => opened.catch(() => undefined)));
      await Promise.all(links.map(async (link) => link?.engine.kill()));
      await double.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
