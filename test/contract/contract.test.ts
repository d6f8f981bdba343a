import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CAPABILITY_NAMES, type Capability } from '../../src/engine/capability.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { readQr } from '../support/qr.js';
import { waitFor } from '../support/wait.js';
import { startBaileysWorld } from './baileys/world.js';
import { watchJournal, type JournalWatch } from './journal-watch.js';
import { type PageWorld, startPageWorld } from './page/world.js';
import { ProofTable } from './proof-table.js';
import { REFUSALS } from './refusals.js';
import type { Outcome, Scenario } from './scenario.js';
import { CONTACTS_ACT } from './scenarios/contacts-act.js';
import { SCENARIOS } from './scenarios/index.js';
import { MESSAGE_OPERATIONS } from './scenarios/message-operations.js';
import { mustBecome, Stage, type StageParts } from './stage.js';
import type { EngineName, Person } from './words.js';
import type { World } from './world.js';

/**
 * One suite over every engine: the same scenarios, through the same GraphQL surface, against the engine's own double,
 * with the same expectation. One gateway serves all of them at once.
 */
let page: PageWorld;
const WORLDS: Partial<Record<EngineName, () => Promise<World>>> = {
  BAILEYS: startBaileysWorld,
  WHATSAPP_WEB_JS: async () => (page = await startPageWorld()),
};
const ENGINES = Object.keys(WORLDS) as EngineName[];
const ACCOUNTS: Record<EngineName, Person> = {
  BAILEYS: { phone: '628123450001', name: 'Depot Nine' },
  WHATSAPP_WEB_JS: { phone: '628123450002', name: 'Depot Nine' },
};
const LINKED_TO_THE_UPDATED_PAGE: Person = { phone: '628123450003', name: 'Depot Nine' };
const TABLE = resolve(__dirname, '../../dist/contract-table.txt');
const START_WITHIN_MS = 60_000;

const table = new ProofTable();
const worlds = new Map<EngineName, World>();
let gateway: TestGateway;
let journal: JournalWatch;

beforeAll(async () => {
  for (const engine of ENGINES) worlds.set(engine, await WORLDS[engine]!());
  gateway = await startGateway({ env: Object.assign({}, ...[...worlds.values()].map(({ env }) => env)) });
  journal = await watchJournal(gateway);
}, START_WITHIN_MS);

afterAll(async () => {
  writeFileSync(TABLE, table.print());
  await journal.close();
  await gateway.stop();
  for (const world of worlds.values()) await world.stop();
});

describe.each(ENGINES)('%s', (engine) => {
  const account = ACCOUNTS[engine];
  const ended: { readonly stage: Stage; readonly outcome: Outcome }[] = [];
  let parts: StageParts;
  let declared: ReadonlySet<Capability>;

  beforeAll(async () => {
    parts = await link(worlds.get(engine)!, account);
    const { sessionId } = parts;
    const { session } = (
      await gateway.query<{ session: { capabilities: Capability[] } }>(
        'query ($id: ID!) { session(id: $id) { capabilities } }',
        { id: sessionId },
      )
    ).data!;
    declared = new Set(session.capabilities);
    table.declare(engine, declared);
  }, START_WITHIN_MS);

  it.each(SCENARIOS.map((scenario) => [scenario.title, scenario] as const))('%s', async (_title, scenario) => {
    if (!isFor(scenario)) return;
    const stage = await Stage.open(parts);

    const outcome = await scenario.play(stage);

    await mustBecome(stage, outcome);
    await stage.close();
    ended.push({ stage, outcome });
    table.proved(engine, scenario.proves);
  });

  it.each(CAPABILITY_NAMES)('refuses what needs %s if it does not declare it', async (capability) => {
    if (declared.has(capability)) return;
    const stage = await Stage.open(parts);

    await REFUSALS[capability](stage);

    expect(await stage.sightings()).toEqual([]);
    table.refused(engine, capability);
  });

  it('adds nothing to a scenario that is over', async () => {
    for (const { stage, outcome } of ended) expect(await stage.actual(outcome)).toEqual(outcome);
  });

  it('proves what it declares, and declares what it proves', () => {
    const standings = CAPABILITY_NAMES.map((capability) => `${capability}: ${table.standing(engine, capability)}`);

    expect(standings.filter((standing) => !/: (proved|unsupported)$/.test(standing))).toEqual([]);
  });

  const isFor = ({ proves }: Scenario): boolean => proves.every((capability) => declared.has(capability));
});

/** A message is named by its key: whatever does that is played in both spellings. */
describe('WHATSAPP_WEB_JS, after WhatsApp Web was updated', () => {
  let parts: StageParts;

  beforeAll(async () => {
    await page.updatePage();
    parts = await link(page, LINKED_TO_THE_UPDATED_PAGE);
  }, START_WITHIN_MS);

  const scenarios = [...MESSAGE_OPERATIONS, ...CONTACTS_ACT];
  it.each(scenarios.map((scenario) => [scenario.title, scenario] as const))('%s', async (_title, scenario) => {
    const stage = await Stage.open(parts);

    await mustBecome(stage, await scenario.play(stage));
  });
});

/** Links a session as a user would: start, read the picture, scan it. Its account is watched from here on. */
async function link(world: World, account: Person): Promise<StageParts> {
  const ask = async <T>(document: string, variables: Record<string, unknown>): Promise<T> => {
    const answer = await gateway.query<T>(document, variables);
    if (!answer.data) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  };
  const { createSession } = await ask<{ createSession: { id: string } }>(
    'mutation ($input: CreateSessionInput!) { createSession(input: $input) { id } }',
    { input: { name: `contract-${account.phone}`, engine: world.engine } },
  );
  const { id } = createSession;
  await ask('mutation ($id: ID!) { startSession(id: $id) { id } }', { id });
  const event = await waitFor(
    'a QR code',
    () => journal.events.find(({ type, sessionId }) => type === 'SESSION_QR' && sessionId === id),
    START_WITHIN_MS,
  );
  await world.scan(readQr(event.data.qr as string), account);
  await waitFor(
    'READY',
    () =>
      journal.events.find(
        ({ type, sessionId, data }) => type === 'SESSION_STATUS' && sessionId === id && data.status === 'ready',
      ),
    START_WITHIN_MS,
  );
  world.watch(account);
  return { gateway, world, journal, sessionId: id, account };
}
