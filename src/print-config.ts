import { ConfigError, loadConfig } from './config/config.js';
import { readEnvironment } from './config/environment.js';

/** `npm run config`: what the gateway would start with, or the one sentence it would stop with. */
try {
  for (const { name, value, source } of loadConfig(readEnvironment()).settings) {
    process.stdout.write(`${`${name}=${value ?? ''}`.padEnd(56)} # ${source}\n`);
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`openwa-graphql cannot start: ${error.message}\n`);
  process.exitCode = 1;
}
