import type { MessageMedia } from '../../domain/media.js';
import type { Dropped, JournalRow, Refused } from '../commit-protocol.js';
import type { WriteOp } from '../write-op.js';

export type OpName = WriteOp['op'];
export type OpOf<K extends OpName> = Extract<WriteOp, { op: K }>;
/** One handler per operation. If it throws, whoever called it takes back what it changed. */
export type Handlers<K extends OpName = OpName> = {
  readonly [N in K]: (op: OpOf<N>, batch: Batch) => Promise<unknown>;
};

/** Events that a report takes along; more are read page by page, by those who want them. */
const MAX_TOLD = 100;

/** What one transaction did, for the report that follows its commit. */
export class Batch {
  /** When the batch began; epoch milliseconds. */
  readonly at = Date.now();
  lastSeq = 0;
  /** What it journalled, in order; null once that cannot be told without reading. */
  journal: JournalRow[] | null = [];
  deliveries = false;
  readonly deletedSessions: string[] = [];
  /** Sessions that an import brought; one of them may have been deleted before. */
  readonly importedSessions: string[] = [];
  readonly dropped: Dropped[] = [];
  readonly refused: Refused[] = [];
  /** Names of files below STORAGE_LOCAL_PATH that no message has any more. */
  readonly freed: string[] = [];

  /** @param row null if not all of it is known here */
  journalled(seq: number, row: Omit<JournalRow, 'seq'> | null): void {
    this.lastSeq = Math.max(this.lastSeq, seq);
    if (row === null || (this.journal?.length ?? MAX_TOLD) >= MAX_TOLD) this.journal = null;
    else this.journal?.push({ ...row, seq });
  }

  drop(op: Dropped['op'], of: string): void {
    this.dropped.push({ op, of });
  }

  /** @param media the `media` column of a row that loses it, or does not come to be */
  free(media: string | null): void {
    const { file } = JSON.parse(media ?? '{}') as MessageMedia | { file?: undefined };
    if (file !== undefined) this.freed.push(file);
  }

  /** @returns puts the batch back to this point */
  mark(): () => void {
    const { lastSeq, deliveries } = this;
    const journal = this.journal === null ? null : [...this.journal];
    const [deleted, dropped, freed] = [this.deletedSessions.length, this.dropped.length, this.freed.length];
    const imported = this.importedSessions.length;
    return () => {
      Object.assign(this, { lastSeq, deliveries, journal });
      this.deletedSessions.length = deleted;
      this.importedSessions.length = imported;
      this.dropped.length = dropped;
      this.freed.length = freed;
    };
  }
}
