import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Read in this order, the first that names a variable wins: the process, `.env`, what a dashboard wrote. */
const FILES = ['.env', 'data/.env.generated'];

/** The variables of the process, completed from the documented files. */
export function readEnvironment(): NodeJS.ProcessEnv {
  const fromFiles = FILES.filter((file) => existsSync(file)).map((file) => parseEnv(readFileSync(file, 'utf8')));
  return Object.assign({}, ...fromFiles.reverse(), process.env) as NodeJS.ProcessEnv;
}
