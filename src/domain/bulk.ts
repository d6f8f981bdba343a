export const BATCH_STATUSES = ['pending', 'processing', 'completed', 'cancelled', 'failed'] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];
export const BATCH_ITEM_STATUSES = ['pending', 'sending', 'sent', 'failed', 'cancelled'] as const;
/** `sending`: its message is stored, and what became of it is not written down yet. Shown as `pending`. */
export type BatchItemStatus = (typeof BATCH_ITEM_STATUSES)[number];

/** What an item may be; `voice` is an `audio` with `ptt`. */
export const BULK_KINDS = ['text', 'image', 'video', 'audio', 'voice', 'document'] as const;
export type BulkKind = (typeof BULK_KINDS)[number];

/** What becomes of a batch that a crash cut off. */
export const AFTER_CRASH = ['fail', 'resume'] as const;
export type AfterCrash = (typeof AFTER_CRASH)[number];

export interface BulkOptions {
  /** Between one message and the next. */
  readonly delayMs: number;
  /** Adds up to `RANDOM_DELAY_MS` to every delay. */
  readonly randomizeDelay: boolean;
  /** The first failure ends the batch. */
  readonly stopOnError: boolean;
  readonly afterCrash: AfterCrash;
}

export const MAX_BATCH = 100;
export const DELAY_MS = { min: 1000, max: 60_000, usual: 3000 } as const;
export const RANDOM_DELAY_MS = 2000;

/**
 * Why an item failed. `SEND_BLOCKED`: the address of its file is refused. `SEND_FAILED`: it could not be sent.
 * `SEND_UNKNOWN`: the gateway ended in the middle, and nobody knows whether it went out.
 */
export const BULK_ERROR_CODES = ['SEND_BLOCKED', 'SEND_FAILED', 'SEND_UNKNOWN'] as const;
export type BulkErrorCode = (typeof BULK_ERROR_CODES)[number];
export interface BulkError {
  readonly code: BulkErrorCode;
  readonly message: string;
}

/** What an item consists of, as it is stored: gaps are filled in, and a file that came with the request is on disk. */
export interface BulkContent {
  readonly text?: string;
  readonly caption?: string;
  /** Where the file is downloaded when its turn comes. */
  readonly url?: string;
  readonly mimetype?: string;
  readonly filename?: string;
}

/** How long a batch of so many takes, without what the messages themselves take. */
export function estimatedMs(total: number, { delayMs, randomizeDelay }: BulkOptions): number {
  return Math.max(0, total - 1) * (delayMs + (randomizeDelay ? RANDOM_DELAY_MS / 2 : 0));
}

const GAP = /\{\{\s*([\w.-]+)\s*\}\}|\{([\w.-]+)\}/g;

/**
 * Fills in `{{name}}` and the older `{name}`; a gap without a value stays as it is. Values are put in as they are: a gap
 * inside a value is not filled again.
 */
export function fillGaps(text: string, values: Readonly<Record<string, string>>): string {
  const fill = (gap: string, name: string): string => (Object.hasOwn(values, name) ? (values[name] ?? gap) : gap);
  return text.replace(GAP, (gap: string, double?: string, single?: string) => fill(gap, double ?? single ?? ''));
}
