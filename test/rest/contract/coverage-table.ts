import { keyOf, type Cell, type CellState, type Coverage } from './coverage.js';
import { NEEDS } from './provisions.js';

const SHORT: Readonly<Record<CellState, string>> = {
  passed: 'ok',
  declared: 'decl',
  FAILED: 'FAIL',
  'not run': '-',
  EMPTY: 'EMPTY',
  'DECLARED, BUT SEEN': 'SEEN!',
};

/** For people: one line an operation, a column a status, then the reasons. */
export function printCoverage(coverage: Coverage): string {
  const cells = coverage.cells();
  const shown = new Map(coverage.seenKeys().map((key) => [key, '+']));
  for (const { route, status, state } of cells) shown.set(keyOf(route, status), SHORT[state]);
  const columns = [...new Set([...shown.keys()].map((key) => key.slice(key.lastIndexOf(' ') + 1)))].sort();
  const rows = coverage
    .operations()
    .map(({ route }) => [route, ...columns.map((column) => shown.get(`${route} ${column}`) ?? '')]);
  const lines = [
    ...table([['Operation', ...columns], ...rows]),
    '',
    summary(coverage),
    '  ok: answered, and judged as documented    +: allowed, and seen as well    -: not run    blank: does not apply',
    ...reasons('Declared not to be had here, with the reason (decl):', cells, 'declared'),
    ...reasons('Not run (-), and not counted as passed:', cells, 'not run'),
  ];
  return `The documented REST API, as the contract test saw it\n\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`;
}

export function summary(coverage: Coverage): string {
  const { operations, cells, passed, declared, failed, notRun, empty, more } = coverage.totals();
  const counts = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} FAILED`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
    `${declared} declared`,
    `${empty} empty`,
  ];
  return `${operations} operations, ${cells} cells: ${counts.join(', ')}; ${more} more statuses seen`;
}

function reasons(title: string, cells: readonly Cell[], wanted: CellState): string[] {
  const byReason = new Map<string, string[]>();
  for (const { route, status, state, why } of cells) {
    if (state !== wanted || why === undefined) continue;
    const text = typeof why === 'string' ? why : `needs ${why.map((need) => NEEDS[need]).join(' and ')}`;
    byReason.set(text, [...(byReason.get(text) ?? []), `${route} ${status < 300 ? 'success' : status}`]);
  }
  if (byReason.size === 0) return [];
  return [
    '',
    title,
    ...[...byReason].flatMap(([why, of]) => [`  ${why} (${of.length})`, ...of.map((cell) => `    ${cell}`)]),
  ];
}

function table(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
