import { GatewayError, ValidationError } from '../domain/errors.js';
import type { Caller } from '../domain/role.js';
import type { Logger } from '../runtime/logger.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import { WriteRefusedError } from '../store/commit-queue.js';
import { isDataTable } from '../store/data-tables.js';
import type { Store } from '../store/store.js';
import { readImportFile, type RowCheck } from './import-file.js';

export interface ImportServiceDeps {
  readonly store: Pick<Store, 'commits'>;
  readonly sessions: Pick<SessionRegistry, 'running' | 'replaceAll'>;
  readonly planner: { reload(): Promise<void> };
  /** @throws ValidationError with what is wrong with a webhook */
  readonly validateWebhook: (input: Readonly<Record<string, unknown>>) => void;
  readonly logger: Logger;
}

export interface ImportRequest {
  /** The tables of an export. */
  readonly tables: Readonly<Record<string, unknown>>;
  /** Sessions that run are stopped first. */
  readonly stopOrphans?: boolean;
  /** Sessions that run are killed first. */
  readonly force?: boolean;
}

export interface DataImported {
  readonly imported: boolean;
  /** Rows of the file, by table. */
  readonly counts: Readonly<Record<string, number>>;
  /** What was wrong where nothing was imported; what was left out where something was. */
  readonly warnings: readonly string[];
}

/** Puts an export in place of everything stored in the data database. */
export class ImportService {
  private running = false;

  constructor(private readonly deps: ImportServiceDeps) {}

  /**
   * All of it or nothing: a row that does not fit is a warning, and then nothing has changed. Sessions that are in the
   * file and were here before keep their link, and so does one whose engine finds its folder. A batch that is not over
   * fails: the gateway that the file is from may be sending it.
   * @throws GatewayError SESSION_NOT_ALLOWED to a key that is limited to some sessions; CONFLICT while a session runs,
   * unless they are to be ended, and while another import runs; UNAVAILABLE
   * @throws ValidationError if `tables` does not hold tables
   */
  async data(caller: Caller, { tables: given, stopOrphans, force }: ImportRequest): Promise<DataImported> {
    if (caller.allowedSessions !== null) {
      throw new GatewayError('SESSION_NOT_ALLOWED', 'API key not authorized for all sessions');
    }
    if (this.running) throw new GatewayError('CONFLICT', 'Another import is running');
    const { store, sessions, planner, logger } = this.deps;
    this.running = true;
    try {
      const { tables, faults, counts } = await readImportFile(given, this.check);
      if (faults.length > 0) return { imported: false, counts, warnings: faults };
      if (force !== true && stopOrphans !== true && sessions.running() > 0) {
        throw new GatewayError('CONFLICT', 'Sessions are running; stop them first, or ask for `stopOrphans`');
      }
      await sessions.replaceAll(force === true ? 'kill' : 'close', () =>
        store.commits.write([{ op: 'data.replace', tables }]),
      );
      await planner.reload();
      logger.warn({ counts }, 'the data was replaced by an import');
      return { imported: true, counts, warnings: leftOut(given) };
    } catch (error) {
      if (!(error instanceof WriteRefusedError)) throw error;
      return { imported: false, counts: {}, warnings: ['Two rows of a table are the same where each must be its own'] };
    } finally {
      this.running = false;
    }
  }

  private readonly check: RowCheck = (table, row) => {
    if (table !== 'webhooks') return [];
    try {
      this.deps.validateWebhook(row);
      return [];
    } catch (error) {
      if (error instanceof ValidationError) return error.issues.map(({ message }) => message);
      throw error;
    }
  };
}

const leftOut = (given: ImportRequest['tables']): string[] =>
  Object.entries(given)
    .filter(([name, rows]) => !isDataTable(name) && Array.isArray(rows) && rows.length > 0)
    .map(([name, rows]) => `${(rows as unknown[]).length} rows of ${name} were left out: there is no such table here`);
