import { writeFileSync } from 'node:fs';
import { CannotRunError } from '../cannot-run.js';
import { request, type Target } from '../caller.js';
import { printCoverage } from '../coverage-table.js';
import { Coverage } from '../coverage.js';
import { Runner } from '../runner.js';
import { connect } from './connect.js';
import { HELP, parseOptions, type Options } from './options.js';
import { countOf, countsOf, failureOf, reportOf, textOf, type CaseReport, type Report } from './report.js';

/** Everything of the command that is not the gateway it asks. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The table, and help. */
  readonly print: (text: string) => void;
  /** Progress, and what went wrong. */
  readonly tell: (line: string) => void;
  /** Once it is aborted, the run ends after the case that is under way, and removes what it made. */
  readonly signal: AbortSignal;
}

/** An address that a webhook may have, where no other is given. IANA's, for documents; nothing is sent there. */
const ANY_ADDRESS = 'https://example.com/hook';

/** @returns the exit code: 0 nothing failed, 1 something did, 2 it could not run */
export async function runContract(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    const options = parseOptions(args, around.env);
    if (options !== undefined) return await askGateway(options, around);
    around.print(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof CannotRunError)) throw error;
    around.tell(`The contract test could not run: ${error.message}`);
    return 2;
  }
}

async function askGateway(options: Options, around: Surroundings): Promise<number> {
  const { areas, isWhole, webhookUrl = ANY_ADDRESS, json } = options;
  const startedAt = new Date().toISOString();
  const onLimit = (seconds: number): void => around.tell(`waiting ${seconds} s: the rate limit of the gateway`);
  const { target, provisions } = await connect(options, onLimit);
  const coverage = new Coverage([...areas.values()], { isWhole });
  const runner = new Runner({ target, provisions, coverage, webhookUrl, onLimit });
  const cases: CaseReport[] = [];
  let isClean = false;
  try {
    for await (const report of played(options, { runner, target, around })) cases.push(report);
  } finally {
    isClean = await cleaned(runner, around);
  }

  around.print(`\n${printCoverage(coverage)}\n  ${cases.length} cases: ${countsOf(cases)}\n`);
  const report: Report = { url: target.url, startedAt, cases, cells: coverage.cells(), totals: coverage.totals() };
  if (json !== undefined) write(json, report);
  if (countOf(cases, 'not run') === cases.length) throw new CannotRunError('none of these cases has what it needs');
  return countOf(cases, 'failed') === 0 && coverage.faults().length === 0 && isClean ? 0 : 1;
}

function write(file: string, report: Report): void {
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    throw new CannotRunError(`the report cannot be written: ${textOf(error)}`);
  }
}

interface Play {
  readonly runner: Runner;
  readonly target: Target;
  readonly around: Surroundings;
}

/** Plays every case, and tells how it goes. @throws CannotRunError where it is stopped, or the gateway is gone */
async function* played({ areas }: Options, { runner, target, around }: Play): AsyncGenerator<CaseReport> {
  const { signal, tell } = around;
  for (const [area, { cases }] of areas) {
    const ofArea: CaseReport[] = [];
    for (const one of cases) {
      if (signal.aborted) throw new CannotRunError('it was stopped; what it made is removed');
      const report = await reportOf(area, one, () => runner.run(one));
      ofArea.push(report);
      yield report;
      if (report.outcome !== 'failed') continue;
      tell(failureOf(report));
      if (!(await isThere(target))) throw new CannotRunError(`${target.url} cannot be reached any more`);
    }
    tell(`${area.padEnd(16)} ${countsOf(ofArea)}`);
  }
}

const isThere = (target: Target): Promise<boolean> =>
  request(target, 'GET /api/health', {}, { key: null }).then(
    () => true,
    () => false,
  );

/** @returns false where something that was made is still there */
const cleaned = (runner: Runner, { tell }: Surroundings): Promise<boolean> =>
  runner.close().then(
    () => true,
    (error: unknown) => {
      tell(textOf(error));
      return false;
    },
  );
