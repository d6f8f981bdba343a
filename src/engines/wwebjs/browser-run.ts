import { EngineFailedError, GatewayError } from '../../domain/errors.js';
import type { Logger } from '../../runtime/logger.js';
import { DeadlineError, within } from './deadline.js';
import type { Browser, Client, ClientOptions, Page, WwebjsLibrary } from './library.js';
import { commandLineOf, isRunning, killTree, processTree } from './processes.js';
import type { Profile } from './profile.js';
import type { Timings } from './timings.js';

const GONE_POLL_MS = 20;
/** For processes of a browser that has ended to follow it. */
const FOLLOW_MS = 1_000;

/** What puppeteer says of a question whose page was loaded anew before it was answered. */
const RELOADED = /Execution context was destroyed|Cannot find context/;

/** The page was loaded anew in the middle of it: what was asked may have been done. The cause of an EngineFailedError. */
export class PageReloadedError extends Error {
  override readonly name = 'PageReloadedError';
}

export interface BrowserRunDeps {
  readonly library: WwebjsLibrary;
  readonly options: ClientOptions;
  readonly profile: Profile;
  readonly timings: Timings;
  readonly logger: Logger;
  /** The page crashed or the browser ended, without anybody having asked for it. */
  readonly onLost: (reason: string) => void;
}

/**
 * One life of one browser with its client. It can be stopped in every phase, also while it starts, and leaves no
 * process behind.
 */
export class BrowserRun {
  readonly client: Client;
  private browser: Browser | undefined;
  private starting: Promise<void> | undefined;
  private isTaken = false;
  private stopping: Promise<void> | undefined;
  private readonly over = new AbortController();
  /** Who waits for an answer of a page that may go meanwhile. */
  private readonly waiting = new Set<() => void>();
  private launched: () => void = () => undefined;
  /** Resolves when the browser and its page are known. */
  private readonly launching = new Promise<void>((resolve) => (this.launched = resolve));

  constructor(private readonly deps: BrowserRunDeps) {
    const { library, options, profile } = deps;
    const auth = new library.LocalAuth({ clientId: profile.sessionId, dataPath: profile.dataPath });
    auth.afterBrowserInitialized = async () => this.watch();
    // Fault: the library deletes the profile of a browser that runs. It is deleted by its owner, afterwards.
    auth.logout = async () => undefined;
    const client = new library.Client({ ...options, authStrategy: auth } as never) as unknown as Client;
    this.client = client;
    const { inject, destroy } = client;
    client.inject = () => this.inject(() => inject.call(client));
    // Fault: the library calls this and lets a failure go.
    client.destroy = () =>
      destroy.call(client).catch((error: unknown) => this.note(error, 'the browser did not close'));
    // Fault: without a pinned version it reads the page once more, for a cache that is switched off.
    if (options.webVersion === undefined) Object.assign(client, { initWebVersionCache: async () => undefined });
  }

  /**
   * Resolves when the page is up: it shows a QR code, or is linked and about to be ready.
   * @throws EngineFailedError if it is not in time; nothing of it runs then
   */
  async start(withinMs: number, signal: AbortSignal): Promise<void> {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new EngineFailedError('The start was cancelled')), { once: true });
    });
    aborted.catch(() => undefined);
    try {
      if (signal.aborted) throw new EngineFailedError('The start was cancelled');
      this.starting = this.client.initialize();
      this.starting.catch(() => undefined);
      await Promise.race([this.whileItRuns(within(withinMs, 'Loading WhatsApp Web', this.starting)), aborted]);
      this.isTaken = true;
    } catch (error) {
      const isBrowserUp = Boolean(this.client.pupBrowser);
      await this.stop(false);
      throw toStartError(error, isBrowserUp);
    }
  }

  /**
   * Asks the page, or the library about it.
   * @param what for the operator: `Sending a message`
   * @throws EngineFailedError if it fails, is not answered in time (its cause is a DeadlineError), the page is loaded anew
   * (a PageReloadedError), or the browser goes meanwhile (none)
   */
  async call<T>(what: string, work: (client: Client) => Promise<T>, withinMs = this.deps.timings.callMs): Promise<T> {
    try {
      return await this.whileItRuns(within(withinMs, what, work(this.client)));
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      const why = error instanceof DeadlineError ? 'WhatsApp Web did not answer in time' : reasonOf(error);
      const cause = RELOADED.test(why) ? new PageReloadedError(why, { cause: error }) : error;
      throw new EngineFailedError(`${what} failed: ${why}`, { cause });
    }
  }

  /** Runs a function of ours in the page; see `call`. */
  evaluate<A extends unknown[], R>(
    what: string,
    script: (...args: A) => R,
    args: A,
    withinMs?: number,
  ): Promise<Awaited<R>> {
    return this.call(what, (client) => evaluateIn(pageOf(client), script, args), withinMs);
  }

  /** It ended, or is about to. */
  get isOver(): boolean {
    return this.over.signal.aborted;
  }

  /** Ends it. Resolves when none of its processes runs any more; never rejects. */
  stop(force: boolean): Promise<void> {
    this.over.abort();
    for (const giveUp of this.waiting) giveUp();
    if (force) this.kill();
    return (this.stopping ??= this.finish());
  }

  private async finish(): Promise<void> {
    // A launch that is under way cannot be called back: its browser is waited for.
    await Promise.race([this.launching, this.starting?.catch(() => undefined)]);
    const pid = this.browser?.process()?.pid;
    if (pid === undefined) return;
    const left = processTree(pid).map((each) => ({ pid: each, command: commandLineOf(each) }));
    try {
      await within(this.deps.timings.closeMs, 'Closing the browser', this.client.destroy());
    } catch (error) {
      this.note(error, 'the browser is killed');
    }
    const remain = (): boolean => left.some((each) => isRunning(each.pid) && commandLineOf(each.pid) === each.command);
    for (let waitedMs = 0; remain() && waitedMs < FOLLOW_MS; waitedMs += GONE_POLL_MS) await pauseMs(GONE_POLL_MS);
    killTree(pid);
    for (const each of left) if (isRunning(each.pid) && commandLineOf(each.pid) === each.command) killTree(each.pid);
    while (remain()) await pauseMs(GONE_POLL_MS);
  }

  private kill(): void {
    const pid = this.browser?.process()?.pid;
    if (pid !== undefined) killTree(pid);
  }

  private watch(): void {
    const browser = this.client.pupBrowser ?? undefined;
    this.browser = browser;
    // Fault: puppeteer stops listening to the pipe before it stops writing to it; an error nobody hears ends the process.
    for (const pipe of browser?.process()?.stdio ?? [])
      pipe?.on('error', (error) => this.note(error, 'the pipe broke'));
    browser?.once('disconnected', () => this.lost('the browser ended'));
    this.client.pupPage?.once('error', () => this.lost('the page crashed'));
    this.launched();
  }

  private lost(reason: string): void {
    if (!this.over.signal.aborted) this.deps.onLost(reason);
  }

  /** The library runs this once to start, and again after every navigation, with nobody to hear of a failure. */
  private async inject(original: () => Promise<void>): Promise<void> {
    if (this.over.signal.aborted) return;
    try {
      await original();
    } catch (error) {
      if (!this.isTaken) throw error;
      this.note(error, 'the page could not be taken up again');
      this.lost(`the page could not be taken up again: ${reasonOf(error)}`);
    }
  }

  /** @throws EngineFailedError as soon as it is stopped */
  private whileItRuns<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => reject(new EngineFailedError('The session is not connected'));
      if (this.over.signal.aborted) giveUp();
      this.waiting.add(giveUp);
      work.then(resolve, reject).finally(() => this.waiting.delete(giveUp));
    });
  }

  private note(error: unknown, what: string): void {
    const { logger, profile } = this.deps;
    logger.debug({ sessionId: profile.sessionId, err: error }, what);
  }
}

/** Puppeteer's types allow for handles among the arguments; ours are plain data. */
const evaluateIn = <A extends unknown[], R>(page: Page, script: (...args: A) => R, args: A): Promise<Awaited<R>> =>
  page.evaluate(script as (...args: unknown[]) => unknown, ...args) as Promise<Awaited<R>>;

function pageOf({ pupPage }: Client): Page {
  if (!pupPage) throw new EngineFailedError('The session is not connected');
  return pupPage;
}

const pauseMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The first line of what the library threw, which may be a bare string. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';

function toStartError(error: unknown, isBrowserUp: boolean): GatewayError {
  if (error instanceof GatewayError) return error;
  if (!isBrowserUp && !(error instanceof DeadlineError)) {
    return new EngineFailedError(
      `The browser ended as soon as it was started: ${reasonOf(error)}. Run it by hand to see why (with --headless ` +
        '--dump-dom about:blank). Root and containers need --no-sandbox in PUPPETEER_ARGS; a container also needs ' +
        'shared memory (docker run --shm-size=1g) and XDG_CONFIG_HOME and XDG_CACHE_HOME that can be written',
      { cause: error },
    );
  }
  const reason =
    error instanceof DeadlineError || error === 'auth timeout' ? 'it did not load in time' : reasonOf(error);
  return new EngineFailedError(
    `WhatsApp Web could not be opened: ${reason}. Check that this machine, or the proxy of the session with its ` +
      'password, reaches web.whatsapp.com; a slow machine may need a larger WWEBJS_AUTH_TIMEOUT_MS',
    { cause: error },
  );
}
