import type { Area, Case } from './case.js';
import { DECLARED, type Declared } from './declared.js';
import { OPERATIONS, type Operation, type Route } from './operations.js';
import type { Need } from './provisions.js';

export type CellState = 'passed' | 'declared' | 'FAILED' | 'not run' | 'EMPTY' | 'DECLARED, BUT SEEN';

export interface Cell {
  readonly route: Route;
  readonly status: number;
  readonly state: CellState;
  /** Why it is declared, or what the case lacks that would have seen it. */
  readonly why?: string | readonly Need[];
}

export interface Totals {
  readonly operations: number;
  readonly cells: number;
  readonly passed: number;
  readonly declared: number;
  readonly failed: number;
  readonly notRun: number;
  readonly empty: number;
  /** Statuses seen beyond those that must be. */
  readonly more: number;
}

export const columnOf = (status: number): string => (status < 300 ? '2xx' : String(status));
export const keyOf = (route: Route, status: number): string => `${route} ${columnOf(status)}`;

/** The cells that a case promises. */
export const cellsOf = ({ covers }: Pick<Case, 'covers'>): readonly string[] =>
  covers.flatMap((text) => {
    const [method, path, ...statuses] = text.split(' ');
    return statuses.map((status) => keyOf(`${method} ${path}`, Number(status)));
  });

/** Operations by statuses: which answers were seen, and judged to be as documented. */
export class Coverage {
  private readonly seen = new Set<string>();
  private readonly ofFailed = new Set<string>();
  private readonly ofLeftOut = new Map<string, readonly Need[]>();
  private readonly ofChosen: ReadonlySet<string>;
  private readonly isWhole: boolean;
  private readonly declared: ReadonlyMap<string, Declared> = new Map(
    DECLARED.map((each) => [keyOf(each.route, each.status), each]),
  );

  /** @param isWhole false: cells that none of these areas promises are not asked for */
  constructor(areas: readonly Area[], { isWhole = true } = {}) {
    this.ofChosen = new Set(areas.flatMap(({ cases }) => cases.flatMap(cellsOf)));
    this.isWhole = isWhole;
  }

  record(route: Route, status: number): void {
    this.seen.add(keyOf(route, status));
  }

  failed(one: Case): void {
    for (const cell of cellsOf(one)) this.ofFailed.add(cell);
  }

  /** Of several cases that would have seen a cell, the one counts that lacks least. */
  leftOut(one: Case, missing: readonly Need[]): void {
    for (const cell of cellsOf(one)) {
      const before = this.ofLeftOut.get(cell);
      if (before === undefined || missing.length < before.length) this.ofLeftOut.set(cell, missing);
    }
  }

  /** Cells that no case promises, though they must be seen: gaps of the test itself. */
  gaps(): string[] {
    return this.cells()
      .map(({ route, status }) => keyOf(route, status))
      .filter((key) => !this.ofChosen.has(key) && !this.declared.has(key));
  }

  /** Cells that no run may end with, by name. */
  faults(): string[] {
    return this.cells()
      .filter(({ state }) => state === 'EMPTY' || state === 'FAILED' || state === 'DECLARED, BUT SEEN')
      .map(({ route, status, state }) => `${route} ${columnOf(status)}: ${state}`);
  }

  /** In the order of the document. */
  cells(): readonly Cell[] {
    return this.operations().flatMap(({ route, required }) =>
      required
        .filter((status) => this.isWhole || this.ofChosen.has(keyOf(route, status)))
        .map((status) => ({ route, status, ...this.stateOf(keyOf(route, status)) })),
    );
  }

  operations(): readonly Operation[] {
    if (this.isWhole) return OPERATIONS;
    return OPERATIONS.filter(({ route, required }) =>
      required.some((status) => this.ofChosen.has(keyOf(route, status))),
    );
  }

  /** Keys of all that an operation of the table answered. */
  seenKeys(): readonly string[] {
    const routes = new Set(this.operations().map(({ route }) => route));
    return [...this.seen].filter((key) => routes.has(key.slice(0, key.lastIndexOf(' '))));
  }

  totals(): Totals {
    const cells = this.cells();
    const count = (...states: CellState[]): number => cells.filter(({ state }) => states.includes(state)).length;
    const known = new Set(cells.map(({ route, status }) => keyOf(route, status)));
    return {
      operations: this.operations().length,
      cells: cells.length,
      passed: count('passed'),
      declared: count('declared'),
      failed: count('FAILED'),
      notRun: count('not run'),
      empty: count('EMPTY', 'DECLARED, BUT SEEN'),
      more: this.seenKeys().filter((key) => !known.has(key)).length,
    };
  }

  private stateOf(key: string): Pick<Cell, 'state' | 'why'> {
    const declared = this.declared.get(key);
    if (this.ofFailed.has(key)) return { state: 'FAILED' };
    if (this.seen.has(key)) return { state: declared === undefined ? 'passed' : 'DECLARED, BUT SEEN' };
    if (declared !== undefined) return { state: 'declared', why: declared.why };
    const needs = this.ofLeftOut.get(key);
    return needs === undefined ? { state: 'EMPTY' } : { state: 'not run', why: needs };
  }
}
