import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const MARKER = 'linked.json';

/**
 * The folder of a session's link, as operators know it: deleting it unlinks the session. It holds no key: those are in
 * the store. It holds the id of the link, and a link whose id is not found there is forgotten.
 */
export class AuthFolder {
  readonly path: string;

  /** @param root BAILEYS_AUTH_DIR */
  constructor(root: string, sessionId: string) {
    if (!/^[\w-]{1,64}$/.test(sessionId)) throw new Error('A session id must be letters, digits, _ and -');
    this.path = join(root, sessionId);
  }

  /** @returns undefined if the folder or the marker in it is gone or damaged */
  async readLinkId(): Promise<string | undefined> {
    try {
      const marker = JSON.parse(await readFile(join(this.path, MARKER), 'utf8')) as { linkId?: unknown };
      return typeof marker.linkId === 'string' ? marker.linkId : undefined;
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** On disk when this resolves: a marker that a power cut takes away would unlink the session. */
  async create(linkId: string): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const file = await open(join(this.path, MARKER), 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ linkId, note: 'Deleting this folder unlinks the session.' })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    const folder = await open(this.path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
