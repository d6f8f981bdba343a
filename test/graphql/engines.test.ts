import { readFileSync } from 'node:fs';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import { BAILEYS_CAPABILITIES } from '../../src/engines/baileys/capabilities.js';
import { WWEBJS_CAPABILITIES } from '../../src/engines/wwebjs/capabilities.js';
import { startFixture, type Fixture } from './fixture.js';

let gateway: Fixture;
beforeEach(async () => (gateway = await startFixture()));
afterEach(() => gateway.stop());

const create = (engine?: string) =>
  gateway.run('mutation ($input: CreateSessionInput!) { createSession(input: $input) { engine capabilities } }', {
    input: { name: 'shop', ...(engine === undefined ? {} : { engine }) },
  });

it('lists the engines of this gateway with what each can do', async () => {
  gateway.rig.factory.capabilities = new Set(['SEND_TEXT', 'TYPING']);

  const { data, errors } = await gateway.run('{ engines { kind isDefault capabilities } }');

  expect(errors).toEqual([]);
  expect(data?.engines).toEqual([{ kind: 'BAILEYS', isDefault: true, capabilities: ['SEND_TEXT', 'TYPING'] }]);
});

it('gives a session the engine it names', async () => {
  expect((await create('WHATSAPP_WEB_JS')).data?.createSession).toMatchObject({ engine: 'WHATSAPP_WEB_JS' });
});

it('gives a session that names none the default', async () => {
  expect((await create()).data?.createSession).toMatchObject({
    engine: 'BAILEYS',
    capabilities: expect.arrayContaining([...CAPABILITY_NAMES]) as string[],
  });
});

it('refuses an engine that nobody knows', async () => {
  expect((await create('CARRIER_PIGEON')).errors).toMatchObject([
    {
      code: 'VALIDATION_FAILED',
      message: 'engine must be one of the values of Engine',
      extensions: { issues: [{ field: 'engine' }] },
    },
  ]);
  expect((await gateway.run('{ sessions { id } }')).data).toEqual({ sessions: [] });
});

it('has a page that says of every capability which engine declares it', () => {
  const page = readFileSync('docs/capabilities.md', 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` +\| [^|]+ \| (yes|501) +\| (yes|501) +\|$/gm)];

  const stated = (declared: ReadonlySet<string>, name: string) => (declared.has(name) ? 'yes' : '501');
  expect(rows.map(([, name, wwebjs, baileys]) => [name, wwebjs, baileys])).toEqual(
    CAPABILITY_NAMES.map((name) => [name, stated(WWEBJS_CAPABILITIES, name), stated(BAILEYS_CAPABILITIES, name)]),
  );
});
