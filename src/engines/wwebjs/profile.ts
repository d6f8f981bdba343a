import { lstat, readdir, readlink, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EngineFailedError } from '../../domain/errors.js';
import { commandLineOf, isRunning, killTree } from './processes.js';

/** Chromium's marks of the process that uses a profile. */
const LOCKS = ['SingletonLock', 'SingletonSocket', 'SingletonCookie'];
/** A browser that runs writes to its profile all the time: to these, in its first folder. */
const BUSY = ['.', 'Default', 'Default/IndexedDB', 'Default/Local Storage/leveldb'];
/** A profile that nobody wrote to for so long has no browser. */
const QUIET_MS = 20_000;

/** The browser profile of one session, in which its link is kept: `SESSION_DATA_PATH/session-<id>`. */
export class Profile {
  readonly dataPath: string;
  readonly path: string;

  constructor(
    dataPath: string,
    readonly sessionId: string,
  ) {
    this.dataPath = resolve(dataPath);
    this.path = join(this.dataPath, `session-${sessionId}`);
  }

  /** To be called once the browser is gone. */
  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  /**
   * Makes the profile usable after a crash. Chromium clears up by itself after a process of this host that is gone; it
   * refuses a profile that a process of another host has locked, which is what a re-created container looks like.
   * @throws EngineFailedError if somebody uses it
   */
  async unlock(signal: AbortSignal): Promise<void> {
    const owner = await readlink(join(this.path, 'SingletonLock')).catch(() => undefined);
    const [, host, pid] = /^(.*)-(\d+)$/.exec(owner ?? '') ?? [];
    if (host === undefined) return;
    if (host !== hostname()) await this.untilQuiet(host, signal);
    else if (this.isOurs(Number(pid))) killTree(Number(pid));
    else if (isRunning(Number(pid))) await this.untilQuiet(host, signal);
    await Promise.all(LOCKS.map((lock) => rm(join(this.path, lock), { force: true })));
  }

  /** A browser of an earlier gateway process that still runs on this profile. */
  private isOurs(pid: number): boolean {
    return isRunning(pid) && commandLineOf(pid).includes(this.path);
  }

  private async untilQuiet(host: string, signal: AbortSignal): Promise<void> {
    const start = await this.lastWrite();
    while (Date.now() - start < QUIET_MS) {
      await pause(Math.min(1000, QUIET_MS), undefined, { signal });
      if ((await this.lastWrite()) > start) {
        throw new EngineFailedError(`The browser profile of this session is in use on host ${host}; stop it there`);
      }
    }
  }

  private async lastWrite(): Promise<number> {
    const times = await Promise.all(BUSY.map((folder) => this.newestIn(join(this.path, folder))));
    return Math.max(0, ...times);
  }

  private async newestIn(folder: string): Promise<number> {
    const names = (await readdir(folder).catch(() => [])).filter((name) => !LOCKS.includes(name));
    const times = names.map(async (name) => (await lstat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0);
    return Math.max(0, ...(await Promise.all(times)));
  }
}
