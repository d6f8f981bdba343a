import { startReceiver, type Receiver } from '../support/receiver.js';
import { contractCase, type Area, type Case } from './contract/case.js';
import { printCoverage } from './contract/coverage-table.js';
import { Coverage } from './contract/coverage.js';
import { DECLARED } from './contract/declared.js';
import type { Provisions } from './contract/provisions.js';
import { Runner } from './contract/runner.js';

/** What the contract test itself promises: nothing counts as passed that was not seen. */

const HEALTH = 'GET /api/health';
const removals = (): string[] =>
  receiver.requests.map(({ method, path }) => `${method} ${path}`).filter((each) => each.startsWith('DELETE'));
const areaOf = (...cases: Case[]): Area => ({ name: 'an area', cases });

/** Stands for a gateway, and answers all removals alike. */
let receiver: Receiver;
let removalStatus: number;
beforeEach(async () => {
  removalStatus = 204;
  receiver = await startReceiver({ answer: (_request, response) => void response.writeHead(removalStatus).end() });
});
afterEach(() => receiver.close());

function prepare(one: Case, provisions: Partial<Provisions> = {}): { runner: Runner; coverage: Coverage } {
  const coverage = new Coverage([areaOf(one)], { isWhole: false });
  const { origin } = new URL(receiver.url);
  const target = { url: origin, key: 'k' };
  return { coverage, runner: new Runner({ target, provisions, coverage, webhookUrl: receiver.url }) };
}

it('fails a case that did not see what it promises', async () => {
  const one = contractCase('looks away', { covers: [`${HEALTH} 200`], run: () => Promise.resolve() });
  const { runner, coverage } = prepare(one);

  await expect(runner.run(one)).rejects.toThrow(`not answered: ${HEALTH} 2xx`);

  expect(coverage.faults()).toEqual([`${HEALTH} 2xx: FAILED`]);
});

it('shows a cell as failed when a case failed that promises it, though another one saw it', async () => {
  const one = contractCase('fails', { covers: [`${HEALTH} 200`], run: () => Promise.reject(new Error('no')) });
  const { runner, coverage } = prepare(one);
  coverage.record(HEALTH, 200);

  await expect(runner.run(one)).rejects.toThrow('no');

  expect(coverage.totals()).toMatchObject({ passed: 0, failed: 1 });
});

it('leaves out a case that lacks something, and says what; it is not passed', async () => {
  const run = jest.fn(() => Promise.resolve());
  const one = contractCase('needs much', { covers: [`${HEALTH} 200`], needs: ['linked', 'receiver'], run });
  const { runner, coverage } = prepare(one, { receiver: { url: receiver.url } });

  expect(await runner.run(one)).toEqual(['linked']);

  expect(run).not.toHaveBeenCalled();
  expect(coverage.totals()).toMatchObject({ cells: 1, passed: 0, notRun: 1 });
  expect(printCoverage(coverage)).toMatch(/^ {2}GET \/api\/health +-$/m);
  expect(printCoverage(coverage)).toContain('needs a linked session (--session ID) (1)');
});

it('names what the nearest of several cases lacks', () => {
  const coverage = new Coverage([
    areaOf(contractCase('is there', { covers: [`${HEALTH} 200`], run: () => Promise.resolve() })),
  ]);
  const near = contractCase('near', { covers: [`${HEALTH} 200`], needs: ['linked'], run: () => Promise.resolve() });

  coverage.leftOut(near, ['baileys', 'mediaLimit']);
  coverage.leftOut(near, ['linked']);
  coverage.leftOut(near, ['browser', 'mediaLimit']);

  expect(coverage.cells().find(({ route }) => route === HEALTH)?.why).toEqual(['linked']);
});

it('finds the cells that no case promises, and those that are said not to be had and were seen', () => {
  const [declared] = DECLARED;
  const coverage = new Coverage([]);
  const gaps = coverage.gaps().length;
  expect(gaps).toBe(coverage.cells().length - coverage.totals().declared);

  coverage.record(declared?.route ?? '', declared?.status ?? 0);

  expect(coverage.faults()).toContain(`${declared?.route} ${declared?.status}: DECLARED, BUT SEEN`);
});

it('removes what a case made, the newest first, though the case failed', async () => {
  const one = contractCase('makes two and fails', {
    covers: [],
    run: ({ later }) => {
      later('DELETE /api/sessions/{id}', { id: 'older' });
      later('DELETE /api/sessions/{id}', { id: 'newer' });
      return Promise.reject(new Error('no'));
    },
  });
  const { runner } = prepare(one);

  await expect(runner.run(one)).rejects.toThrow('no');
  await runner.close();

  expect(removals()).toEqual(['DELETE /api/sessions/newer', 'DELETE /api/sessions/older']);
});

it('says at the end what could not be removed', async () => {
  removalStatus = 500;
  const one = contractCase('makes one', {
    covers: [],
    run: ({ later }) => {
      later('DELETE /api/sessions/{id}', { id: 'stays' });
      return Promise.resolve();
    },
  });
  const { runner } = prepare(one);

  await runner.run(one);

  await expect(runner.close()).rejects.toThrow('could not be removed: DELETE /api/sessions/{id} {"id":"stays"}: 500');
});
