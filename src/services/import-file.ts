import { setImmediate as nextTurn } from 'node:timers/promises';
import { ValidationError } from '../domain/errors.js';
import { DATA_TABLES, type ColumnValue, type DataTable, type TableRows } from '../store/data-tables.js';
import { IMPORT_RULES } from './import-rules.js';

/** Rows looked at in one go, so that others get their turn. */
const TURN = 500;
/** Faults that are told; one row with a wrong name may mean that all are wrong. */
const MAX_FAULTS = 20;

type Row = Readonly<Record<string, unknown>>;
/** Says what is wrong with a row beyond the form of its columns: sentences that begin with a column. */
export type RowCheck = (table: DataTable, row: Row) => readonly string[];

export interface ImportFile {
  readonly tables: readonly TableRows[];
  /** What is wrong, with the place; with any of these nothing may be stored. */
  readonly faults: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Reads the tables of an export, every row of them.
 * @param given what the caller sent
 * @throws ValidationError if these are not tables at all
 */
export async function readImportFile(given: Row, check: RowCheck): Promise<ImportFile> {
  const names = Object.keys(DATA_TABLES) as DataTable[];
  const issues = names
    .filter((name) => !Array.isArray(given[name]) && (name === 'sessions' || given[name] !== undefined))
    .map((name) => ({ field: `tables.${name}`, message: `tables.${name} must be an array` }));
  if (issues.length > 0) throw new ValidationError(issues);

  const faults: string[] = [];
  const known = new References();
  const tables: TableRows[] = [];
  for (const name of names) {
    const rows: Record<string, ColumnValue>[] = [];
    for (const [index, row] of ((given[name] ?? []) as unknown[]).entries()) {
      if (faults.length >= MAX_FAULTS) break;
      if (index % TURN === TURN - 1) await nextTurn();
      const parsed = IMPORT_RULES[name].safeParse(row);
      const found = parsed.success
        ? [...known.faultsOf(name, parsed.data), ...check(name, row as Row)]
        : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
      faults.push(...found.map((fault) => `tables.${name}.${index}: ${fault}`));
      if (parsed.success) rows.push(parsed.data);
    }
    const columns = Object.keys(rows[0] ?? {});
    tables.push({ table: DATA_TABLES[name], columns, rows: rows.map((row) => columns.map((column) => row[column]!)) });
  }
  const counts = Object.fromEntries(names.map((name) => [name, ((given[name] ?? []) as unknown[]).length]));
  return { tables, faults: faults.slice(0, MAX_FAULTS), counts };
}

/** What rows may refer to: only what is in the same file. */
class References {
  readonly #sessions = new Set<unknown>();
  readonly #chats = new Set<string>();
  readonly #batches = new Set<unknown>();

  faultsOf(table: DataTable, row: Row): string[] {
    const { sessionId } = row;
    if (table === 'sessions') {
      this.#sessions.add(row.id);
      return [];
    }
    if (sessionId !== undefined && !this.#sessions.has(sessionId)) {
      return ['sessionId must be the id of a session of this file'];
    }
    if (table === 'messageBatches') this.#batches.add(row.id);
    if (table === 'batchItems' && !this.#batches.has(row.batchId)) {
      return ['batchId must be the id of a batch of this file'];
    }
    if (table === 'chats') this.#chats.add(`${String(sessionId)} ${String(row.id)}`);
    if (table !== 'messages') return [];
    const file = (JSON.parse((row.media ?? '{}') as string) as { file?: string }).file;
    return [
      ...(this.#chats.has(`${String(sessionId)} ${String(row.chatId)}`)
        ? []
        : ['chatId must be the id of a chat of this file']),
      ...(file === undefined || file.startsWith(`${String(sessionId)}/`)
        ? []
        : ['media.file must be a file of the same session']),
    ];
  }
}
