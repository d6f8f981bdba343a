import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, isMet, PARTS, type PartResult, ratioOf } from './figures.js';
import { type Machine } from './machine.js';

export interface Run {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly machine: Machine;
  readonly results: readonly PartResult[];
}

const HEADINGS = ['figure', 'subject', 'floor', 'ratio', 'bar', 'verdict'];

/** Every figure with its floor, ratio and bar, for a terminal. */
export function table({ figures }: PartResult): string {
  const rows = [HEADINGS, ...figures.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
    )
    .map((row) => `  ${row.join('  ')}`)
    .join('\n');
}

function cellsOf(figure: Figure): string[] {
  const ratio = ratioOf(figure);
  const met = isMet(figure);
  const value = (number: number | null | undefined): string =>
    number === undefined ? '' : number === null || Number.isNaN(number) ? 'n/a' : `${short(number)} ${figure.unit}`;
  return [
    figure.what,
    value(figure.subject),
    value(figure.floor),
    ratio === null ? '' : `${ratio.toFixed(2)}x`,
    barOf(figure),
    met === null ? '' : met ? 'met' : 'MISSED',
  ];
}

function barOf({ bar, unit }: Figure): string {
  if (bar === undefined) return '';
  if (bar.kind === 'ratio') return `<= ${bar.limit.toFixed(1)}x`;
  return `${bar.kind === 'atLeast' ? '>=' : '<='} ${short(bar.limit)} ${unit}`;
}

const short = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 3);

/** What a bar says about all parts of a run, in one sentence. */
export function verdict({ results }: Run): string {
  const met = results.flatMap(({ figures }) => figures.map(isMet)).filter((outcome) => outcome !== null);
  const missed = met.filter((outcome) => !outcome).length;
  return missed === 0 ? `All ${met.length} bars met.` : `${missed} of ${met.length} bars MISSED.`;
}

/**
 * Writes the run as JSON under its date and parts, and `latest.md` with the newest result of every part.
 * @returns the JSON file's path
 */
export function writeRun(folder: string, run: Run): string {
  mkdirSync(folder, { recursive: true });
  const day = run.startedAt.slice(0, 19).replaceAll(':', '');
  const file = join(folder, `${day}Z-${run.results.map(({ part }) => part).join('-')}.json`);
  writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);
  writeFileSync(join(folder, 'latest.md'), latest(folder));
  return file;
}

function latest(folder: string): string {
  const runs = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Run);
  const sections = PARTS.flatMap((part) => {
    const run = runs.findLast(({ results }) => results.some((result) => result.part === part));
    const result = run?.results.find((candidate) => candidate.part === part);
    return run === undefined || result === undefined ? [] : [section(run, result)];
  });
  return `# Benchmark: the newest figures\n\nHow they are taken and how to read them: [README](../README.md).\n\n${sections.join('\n')}`;
}

function section({ startedAt, rounds, seconds, machine }: Run, { part, about, figures, notes }: PartResult): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `## ${part}`,
    '',
    about,
    '',
    row(HEADINGS),
    row(HEADINGS.map(() => '---')),
    ...figures.map((figure) => row(cellsOf(figure))),
    '',
    ...notes.map((note) => `- ${note}`),
    `- ${startedAt}, ${rounds} rounds of ${seconds} s; Node ${machine.node}, ${machine.cores} x ${machine.cpu}, ` +
      `${machine.memoryGb} GB; load average before the run ${machine.busy}; ${machine.pinning}`,
    '',
  ].join('\n');
}
