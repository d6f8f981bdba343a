import { existsSync } from 'node:fs';
import { ConfigError, loadConfig } from './config/config.js';
import { readEnvironment } from './config/environment.js';
import { createLogger } from './runtime/logger.js';
import { startFailure } from './runtime/start-failure.js';
import { claimDatabase } from './store/claim.js';
import { moveToPostgres } from './store/move/to-postgres.js';
import { preparePostgres } from './store/postgres/postgres-database.js';
import { prepareSqlite } from './store/sqlite/sqlite-database.js';

const HELP = `npm run to-postgres [-- FILE]
Copies everything from a data database on SQLite (default: ./data/openwa.sqlite) to the one on PostgreSQL that
DATABASE_TYPE=postgres and its variables name, which must be empty. The gateway must be stopped. The file stays as it is.
`;

async function main(): Promise<void> {
  const [file = './data/openwa.sqlite'] = process.argv.slice(2);
  if (file === '--help') return void process.stdout.write(HELP);
  const config = loadConfig(readEnvironment());
  const settings = config.database.data;
  if (typeof settings === 'string')
    throw new ConfigError('DATABASE_TYPE must be postgres: that is where the data goes.');
  if (!existsSync(file)) throw new ConfigError(`There is no file ${file}; name the one that DATABASE_NAME was set to.`);
  const logger = createLogger('warn');
  const release = claimDatabase(file);
  try {
    prepareSqlite(file, 'data', logger);
    await preparePostgres(settings, logger, 'a journal');
    await moveToPostgres(file, settings, (table, rows) => {
      if (rows > 0) process.stdout.write(`${String(rows).padStart(9)}  ${table}\n`);
    });
  } finally {
    release();
  }
  process.stdout.write(
    `Everything of ${file} is on PostgreSQL. Start the gateway in this folder with these settings.\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`Nothing was moved: ${startFailure(error)}\n`);
  process.exitCode = 1;
});
