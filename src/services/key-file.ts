import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes the first key where only the owner can read it. Makes the folder; replaces a file that is there. */
export async function writeKeyFile(file: string, key: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  // The mode above only holds for a file that was not there yet.
  await chmod(file, 0o600);
}
