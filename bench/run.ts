import { resolve } from 'node:path';
import { type Arguments, HELP, readArguments } from './arguments.js';
import { splitCores } from './cores.js';
import { type PartName } from './figures.js';
import { describeMachine } from './machine.js';
import { engines } from './parts/engines.js';
import { fanOut } from './parts/fan-out.js';
import { graphql } from './parts/graphql.js';
import { inbound } from './parts/inbound.js';
import { journal } from './parts/journal.js';
import { type Part } from './parts/part.js';
import { rest } from './parts/rest.js';
import { sessions } from './parts/sessions.js';
import { wide } from './parts/wide.js';
import { type Run, table, verdict, writeRun } from './report.js';

const PART: Record<PartName, Part> = { rest, graphql, wide, inbound, journal, 'fan-out': fanOut, sessions, engines };
/** Beside the source, whether this runs from source or compiled. */
const RESULTS = resolve(__dirname, __dirname.endsWith('dist/bench') ? '../../bench/results' : 'results');

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

async function runAll(given: Arguments): Promise<Run> {
  const cores = splitCores();
  const machine = describeMachine(cores.told);
  print(`Node ${machine.node}, ${machine.cores} cores, load average ${machine.busy}; ${machine.pinning}`);
  const startedAt = new Date().toISOString();
  const results = [];
  for (const part of given.parts) {
    tell(`${part}: starting`);
    const result = await PART[part]({ arguments: given, cores, tell });
    print(`\n${part}. ${result.about}\n\n${table(result)}\n`);
    for (const note of result.notes) print(`  ${note}`);
    results.push(result);
  }
  return { startedAt, rounds: given.rounds, seconds: given.seconds, machine, results };
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return print(HELP);
  const given = readArguments(process.argv.slice(2));
  const run = await runAll(given);
  print(`\n${verdict(run)} ${given.quick ? 'A quick look is not kept.' : writeRun(RESULTS, run)}`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`\nThe benchmark failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
