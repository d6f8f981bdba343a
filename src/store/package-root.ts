import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of the installation: the same from the sources and from what the build made of them under `dist`. It is
 * told by `prisma/migrations`, since the build puts a copy of package.json into `dist`.
 */
export const packageRoot: string = findRoot(__dirname);

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'prisma/migrations'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('The installation is incomplete: prisma/migrations is missing.');
  return findRoot(parent);
}
