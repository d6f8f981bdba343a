import { DECLARED, type Declared } from './declared.js';
import { OPERATIONS, type Operation, type Route } from './operations.js';

export type Cell = 'passed' | 'declared' | 'EMPTY' | 'DECLARED, BUT SEEN' | undefined;

export interface Totals {
  readonly operations: number;
  readonly cells: number;
  readonly passed: number;
  readonly declared: number;
  readonly empty: number;
  /** Statuses seen beyond those that must be. */
  readonly more: number;
}

const SHORT: Record<Exclude<Cell, undefined>, string> = {
  passed: 'ok',
  declared: 'decl',
  EMPTY: 'EMPTY',
  'DECLARED, BUT SEEN': 'SEEN!',
};
const columnOf = (status: number): string => (status < 300 ? '2xx' : String(status));
const keyOf = (route: Route, status: number): string => `${route} ${columnOf(status)}`;

/** Operations by statuses: which answers were seen, and judged to be as documented. */
export class Coverage {
  private readonly seen = new Set<string>();
  private readonly declared: ReadonlyMap<string, Declared> = new Map(
    DECLARED.map((each) => [keyOf(each.route, each.status), each]),
  );

  record(route: Route, status: number): void {
    this.seen.add(keyOf(route, status));
  }

  cell({ route, required }: Operation, status: number): Cell {
    if (!required.includes(status)) return undefined;
    const key = keyOf(route, status);
    const isDeclared = this.declared.has(key);
    if (this.seen.has(key)) return isDeclared ? 'DECLARED, BUT SEEN' : 'passed';
    return isDeclared ? 'declared' : 'EMPTY';
  }

  /** Cells that no run may end with, by name. */
  faults(): string[] {
    return this.cells()
      .filter(({ cell }) => cell === 'EMPTY' || cell === 'DECLARED, BUT SEEN')
      .map(({ route, status, cell }) => `${route} ${nameOf(status)}: ${cell}`);
  }

  totals(): Totals {
    const cells = this.cells();
    const count = (...wanted: Cell[]): number => cells.filter(({ cell }) => wanted.includes(cell)).length;
    const known = new Set(cells.map(({ route, status }) => keyOf(route, status)));
    return {
      operations: OPERATIONS.length,
      cells: cells.length,
      passed: count('passed'),
      declared: count('declared'),
      empty: count('EMPTY', 'DECLARED, BUT SEEN'),
      more: [...this.seen].filter((key) => !known.has(key)).length,
    };
  }

  /** For people: one line an operation, a column a status, then the reasons. */
  print(): string {
    const { operations, cells, passed, declared, empty, more } = this.totals();
    const columns = [...new Set([...this.seen, ...this.cells().map((each) => keyOf(each.route, each.status))])]
      .map((key) => key.slice(key.lastIndexOf(' ') + 1))
      .filter((column, i, all) => all.indexOf(column) === i)
      .sort();
    const rows = OPERATIONS.map((operation) => [
      operation.route,
      ...columns.map((column) => this.shown(operation, column)),
    ]);
    const lines = [
      ...table([['Operation', ...columns], ...rows]),
      '',
      `${operations} operations, ${cells} cells: ${passed} passed, ${declared} declared, ${empty} empty; ${more} more statuses seen`,
      '  ok: answered, and judged as documented    +: allowed, and seen as well    blank: does not apply',
      ...this.reasons(),
    ];
    return `The documented REST API, as the contract test saw it\n\n${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`;
  }

  private cells(): { readonly route: Route; readonly status: number; readonly cell: Cell }[] {
    return OPERATIONS.flatMap((operation) =>
      operation.required.map((status) => ({ route: operation.route, status, cell: this.cell(operation, status) })),
    );
  }

  private shown(operation: Operation, column: string): string {
    const status = operation.required.find((each) => columnOf(each) === column);
    const cell = status === undefined ? undefined : this.cell(operation, status);
    if (cell !== undefined) return SHORT[cell];
    return this.seen.has(`${operation.route} ${column}`) ? '+' : '';
  }

  private reasons(): string[] {
    const byReason = new Map<string, string[]>();
    for (const { route, status, cell } of this.cells()) {
      if (cell !== 'declared') continue;
      const why = this.declared.get(keyOf(route, status))?.why ?? '';
      byReason.set(why, [...(byReason.get(why) ?? []), `${route} ${nameOf(status)}`]);
    }
    if (byReason.size === 0) return [];
    const lines = [...byReason].flatMap(([why, cells]) => [`  ${why}`, ...cells.map((cell) => `    ${cell}`)]);
    return ['', 'Declared not to be had here, with the reason (decl):', ...lines];
  }
}

const nameOf = (status: number): string => (status < 300 ? 'success' : String(status));

function table(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
