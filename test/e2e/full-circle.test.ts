import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { ENGINE_KINDS } from '../../src/domain/session.js';
import { blankPostgresDatabase, dropPostgresDatabases, postgresUrl } from '../support/postgres.js';

async function runDemo(...more: string[]): Promise<{ code: number; output: string }> {
  const program = resolve(__dirname, '../../dist/demo/demo.js');
  const demo = spawn(process.execPath, [program, '--once', ...more], { stdio: 'pipe' });
  let output = '';
  demo.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  demo.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(demo, 'exit')) as [number];
  return { code, output };
}

const done = { code: 0, output: expect.stringContaining('The full circle: every step seen') as string };

// They wait for others most of the time, so they run at once.
it.concurrent.each(ENGINE_KINDS)(
  'drives the full circle of the demo on all four surfaces, on %s',
  async (engine) => expect(await runDemo('--engine', engine)).toMatchObject(done),
  60_000,
);

it.concurrent(
  'drives it with its data on PostgreSQL',
  async () => {
    const database = await blankPostgresDatabase();

    const result = await runDemo('--database', postgresUrl(database));

    await dropPostgresDatabases();
    expect(result).toMatchObject(done);
  },
  60_000,
);
