import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../runtime/logger.js';

/** As the gateway names folders and files; anything else below the folder is not its own. */
const SESSION = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FILE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[A-Za-z0-9]{1,16}$/;
/** A file is there before the row that names it. */
const YOUNG_MS = 3_600_000;
/** Removed in one run; what is left is for the next. */
const AT_MOST = 10_000;

export interface MediaSweepDeps {
  /** STORAGE_LOCAL_PATH */
  readonly folder: string;
  readonly files: {
    /** Tells every file that the rows of a session name. */
    named(sessionId: string, tell: (file: string) => void): Promise<void>;
  };
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** Removes files that no row names: what a kill leaves between a file and its row, and between a row's end and its file's. */
export class MediaSweep {
  private running = false;

  constructor(private readonly deps: MediaSweepDeps) {}

  /** Never rejects: what cannot be removed now is tried again with the next run. @returns how many it removed */
  async run(): Promise<number> {
    const { logger } = this.deps;
    if (this.running) return 0;
    this.running = true;
    let removed = 0;
    try {
      for (const sessionId of await this.sessions()) {
        if (removed >= AT_MOST) break;
        removed += await this.sweep(sessionId, AT_MOST - removed);
      }
    } catch (error) {
      logger.warn({ err: error }, 'files that no message has could not be looked for');
    } finally {
      this.running = false;
    }
    if (removed > 0) logger.info({ removed }, 'files that no message has were removed');
    return removed;
  }

  private async sweep(sessionId: string, atMost: number): Promise<number> {
    // Listed before the rows are read: a row that is written meanwhile is seen.
    const unnamed = new Set(await this.oldFiles(sessionId));
    if (unnamed.size === 0) return 0;
    await this.deps.files.named(sessionId, (file) => unnamed.delete(file));
    const going = [...unnamed].slice(0, atMost);
    for (const file of going) await rm(join(this.deps.folder, file), { force: true });
    return going.length;
  }

  private async sessions(): Promise<string[]> {
    const entries = await readdir(this.deps.folder, { withFileTypes: true }).catch(nothingThere);
    return entries.filter((entry) => entry.isDirectory() && SESSION.test(entry.name)).map(({ name }) => name);
  }

  /** As rows name them: with the folder of the session. */
  private async oldFiles(sessionId: string): Promise<string[]> {
    const { folder, now = Date.now } = this.deps;
    const before = now() - YOUNG_MS;
    const old: string[] = [];
    for (const entry of await readdir(join(folder, sessionId), { withFileTypes: true }).catch(nothingThere)) {
      if (!entry.isFile() || !FILE.test(entry.name)) continue;
      const file = join(sessionId, entry.name);
      // A second name and a new place count as a change, other than for the time of its content.
      const changed = await lstat(join(folder, file)).then(
        ({ ctimeMs }) => ctimeMs,
        () => Infinity,
      );
      if (changed < before) old.push(file);
    }
    return old;
  }
}

function nothingThere(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
