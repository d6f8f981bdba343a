import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { routes } from '../../rest/generated/routes.js';
import { NOT_BUILT } from '../../rest/not-built.js';
import { described, documented } from './contract-judge.js';
import { startContractWorld, type ContractWorld } from './contract-world.js';
import { AREAS } from './contract/areas/index.js';
import { printCoverage } from './contract/coverage-table.js';
import { Coverage } from './contract/coverage.js';
import { OPERATIONS, WITHOUT_FIELD } from './contract/operations.js';
import { Runner } from './contract/runner.js';

const TABLE = resolve(__dirname, '../../dist/rest-contract-table.txt');
/** Documented parameters that have no effect here: docs/rest.md. */
const WITHOUT_EFFECT = ['includeMedia'];
/** What there is a field for. */
const SERVED = OPERATIONS.filter(({ route, notBuilt }) => notBuilt === undefined && !WITHOUT_FIELD.includes(route)).map(
  ({ route }) => route,
);

describe('the route table', () => {
  it('holds exactly the documented routes that are promised', () => {
    const withoutField = [
      ...WITHOUT_FIELD,
      ...NOT_BUILT.flatMap(({ methods, path }) => methods.map((each) => `${each} ${path}`)),
    ];

    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...SERVED].sort());
    expect([...described.routes].sort()).toEqual([...SERVED, ...withoutField].sort());
  });

  it.each(SERVED)('takes the documented parameters and role: %s', (route) => {
    const table = routes.find(({ method, path }) => `${method} ${path}` === route);
    for (const place of ['path', 'query'] as const) {
      const names = (table?.inputs ?? []).filter(({ from }) => from === place).map(({ name }) => name);

      const expected = documented.parameters(route, place).filter((name) => !WITHOUT_EFFECT.includes(name));

      expect(names.sort()).toEqual(expected);
      expect(described.parameters(route, place)).toEqual(expected);
    }
    expect(described.role(route)).toBe(documented.role(route));
  });
});

/** The cases, each with everything that it needs; `npm run contract` runs the same against a deployment. */
describe('the documented API', () => {
  const areas = Object.values(AREAS);
  const coverage = new Coverage(areas);
  let world: ContractWorld;
  let runner: Runner;

  beforeAll(async () => {
    world = await startContractWorld();
    const { gateway, provisions } = world;
    const target = { url: gateway.url, key: gateway.key };
    runner = new Runner({ target, provisions, coverage, webhookUrl: provisions.receiver.url });
  }, 90_000);
  afterAll(async () => {
    writeFileSync(TABLE, printCoverage(coverage));
    await runner.close();
    await world.stop();
  });

  it('has a case for every cell of the table', () => {
    expect(coverage.gaps()).toEqual([]);
  });

  for (const { name, cases } of areas) {
    describe(name, () => {
      for (const one of cases) {
        it(one.name, async () => {
          expect(await runner.run(one)).toEqual([]);
        });
      }
    });
  }

  it('leaves no cell of the table empty', () => {
    expect(coverage.faults()).toEqual([]);
  });
});
