import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.js';
import { newer, variables as documented } from '../fixtures/openwa-environment.json';

const page = readFileSync(join(__dirname, '../../docs/configuration.md'), 'utf8');
const example = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
const section = (title: string): string => page.split(/^## /m).find((text) => text.startsWith(title)) ?? '';
const namesIn = (text: string): string[] =>
  text.match(/`[A-Z][A-Z0-9]*(_[A-Z0-9]+)*`/g)?.map((name) => name.slice(1, -1)) ?? [];
/** The first column of every row of a section. */
const listedIn = (title: string): string[] =>
  [...section(title).matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) => namesIn(cell));
const honoured = listedIn('Honoured');
const foreign = listedIn('Read by something else');
const refused = listedIn('Not honoured');
const variables = [...documented, ...newer];
const read = loadConfig({}).settings.map(({ name }) => name);

describe('the page of the configuration', () => {
  it('has what the gateway reads, and nothing else, as honoured', () => {
    expect([...honoured].sort()).toEqual([...read].sort());
  });

  it('has every documented variable once, honoured or with the reason why not', () => {
    const all = [...honoured, ...foreign, ...refused];

    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
    expect(variables.filter((name) => !all.includes(name))).toEqual([]);
    expect([...foreign, ...refused].filter((name) => !variables.includes(name))).toEqual([]);
  });

  it('marks the variables that are not documented ones as ours', () => {
    const ours = [...section('Honoured').matchAll(/^\| `(\w+)` .*\bOurs\b/gm)].map(([, name]) => name);

    expect(ours.sort()).toEqual(honoured.filter((name) => !variables.includes(name)).sort());
  });

  it.each([...section('Honoured').matchAll(/^\| `(\w+)` +\| (`[^`]+`)? *\|/gm)].map(([, name, text]) => [name, text]))(
    'states the default: %s',
    (name = '', text) => {
      const valueOf = (env: NodeJS.ProcessEnv) =>
        loadConfig(env).settings.find((setting) => setting.name === name)?.value;

      expect(valueOf({})).toBe(text === undefined ? null : valueOf({ [name]: text.slice(1, -1) }));
    },
  );
});

describe('PostgreSQL', () => {
  const of = (env: NodeJS.ProcessEnv) => loadConfig({ DATABASE_TYPE: 'postgres', ...env }).database.data;

  it('is found on this machine unless told, and told to encrypt only where it is asked for', () => {
    expect(of({})).toMatchObject({ host: 'localhost', port: 5432, database: 'openwa', schema: 'public', ssl: false });
    expect(of({ DATABASE_SSL: 'true' })).toMatchObject({ ssl: { rejectUnauthorized: true } });
    expect(of({ DATABASE_SSL: 'true', DATABASE_SSL_REJECT_UNAUTHORIZED: 'false' })).toMatchObject({
      ssl: { rejectUnauthorized: false },
    });
  });

  it.each([
    ['no password', {}],
    ['one that everybody knows', { DATABASE_PASSWORD: 'Postgres' }],
    ['the name of the role', { DATABASE_USERNAME: 'wagw', DATABASE_PASSWORD: 'wagw' }],
  ])('is refused in production with %s', (_what, env) => {
    expect(() => of({ NODE_ENV: 'production', ...env })).toThrow('DATABASE_PASSWORD must be a password of your own');
    expect(() => of(env)).not.toThrow();
  });

  it('may have its database called like the file of the keys', () => {
    expect(() => of({ DATABASE_NAME: './data/main.sqlite' })).not.toThrow();
    expect(() => loadConfig({ DATABASE_NAME: './data/main.sqlite' })).toThrow('must be another file');
  });

  it.each([
    ['DATABASE_TYPE', 'mysql', 'DATABASE_TYPE must be one of sqlite, postgres.'],
    ['POSTGRES_SCHEMA', 'a"b', 'POSTGRES_SCHEMA must be a name of letters, digits and _.'],
    ['DATABASE_POOL_SIZE', '0', 'DATABASE_POOL_SIZE must be a whole number from 1 to 1000.'],
  ])('says what is allowed for %s', (name, value, words) => {
    expect(() => of({ [name]: value })).toThrow(words);
  });
});

it('.env.example has every variable of the page', () => {
  const listed = [...example.matchAll(/^# ([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);

  const ofCompose = namesIn(
    section('Read by something else')
      .split('\n')
      .filter((row) => row.includes('compose'))
      .join(),
  );

  expect(listed.sort()).toEqual([...honoured, ...foreign].filter((name) => !ofCompose.includes(name)).sort());
});

describe('npm run config', () => {
  const PRINT = join(__dirname, '../../dist/src/print-config.js');
  const run = (env: Record<string, string>, dotenv = '') => {
    const cwd = mkdtempSync(join(tmpdir(), 'config-'));
    writeFileSync(join(cwd, '.env'), dotenv);
    return { cwd, env: { ...env, NODE_ENV: '' }, encoding: 'utf8' } as const;
  };

  it('prints what was understood and where it is from, and hides secrets', () => {
    const secrets = {
      ...{ API_MASTER_KEY: 'orchid-lantern', API_KEY_PEPPER: 'sea-salt', METRICS_TOKEN: 'watch-me' },
      DATABASE_PASSWORD: 'harbour-bell',
    };
    const text = execFileSync(process.execPath, [PRINT], run({ ...secrets, BODY_SIZE_LIMIT: '1kb' }, 'PORT=8080\n'));

    expect(text).toMatch(/^PORT=8080 +# environment$/m);
    expect(text).toMatch(/^BODY_SIZE_LIMIT=1024 +# environment$/m);
    expect(text).toMatch(/^LOG_LEVEL=info +# default$/m);
    for (const [name, secret] of Object.entries(secrets)) {
      expect(text).toMatch(new RegExp(`^${name}=\\*\\*\\* +# environment$`, 'm'));
      expect(text).not.toContain(secret);
    }
  });

  it('stops at a wrong value with the sentence the gateway stops with', () => {
    const options = run({ PORT: 'high' });
    const [printed, started] = [PRINT, PRINT.replace('print-config', 'main')].map((file) =>
      spawnSync(process.execPath, [file], options),
    );

    expect(printed?.status).toBe(1);
    expect(printed?.stderr).toBe('openwa-graphql cannot start: PORT must be a whole number from 0 to 65535.\n');
    expect(started?.stderr).toBe(printed?.stderr);
  });
});
