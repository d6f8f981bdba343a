import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A place for a gateway's data that can be filled up and freed again. */
export interface SmallDisk {
  /** For people: what stands in for a full disk. */
  readonly kind: string;
  readonly folder: string;
  /** @param pid of the gateway */
  fill(pid: number): void;
  free(pid: number): void;
  remove(): void;
}

const SIZE_MB = 24;
/** Less than one page of a database behind its header: no write of any database fits. */
const LIMIT_BYTES = 4096;

/** A file system of its own; undefined where this user may not mount one. */
export function smallFileSystem(): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'openwa-small-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', folder], {
    stdio: 'ignore',
  });
  if (status !== 0) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const ballast = join(folder, 'ballast');
  return {
    kind: 'a full file system',
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      try {
        writeFileSync(ballast, Buffer.alloc(bavail * bsize));
      } catch (error) {
        // the gateway took a block meanwhile: full it is
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    free: () => rmSync(ballast),
    remove() {
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** From now on no file of the process may be written beyond so many bytes: such a write fails. */
export function limitFileSize(pid: number, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

/** No file of the process may be written beyond its first bytes: each write fails with an I/O error. */
export function failingWrites(): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'openwa-failing-'));
  return {
    kind: 'writes that fail',
    folder,
    fill: (pid) => limitFileSize(pid, LIMIT_BYTES),
    free: (pid) => limitFileSize(pid, 'unlimited'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
