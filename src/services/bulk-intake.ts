import { fillGaps, type BulkContent, type BulkKind } from '../domain/bulk.js';
import { ValidationError, type InputIssue } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { MediaKind, MessageMedia } from '../domain/media.js';
import type { MediaIntake, MediaSource } from '../media/media-intake.js';
import type { BatchItemRow } from '../store/write-op.js';

/** The most characters a text may have once its gaps are filled in. */
const MAX_TEXT = 65_536;

export type BulkType = Exclude<BulkKind, 'voice'>;

/** The file of an item. */
export interface BulkMedia extends MediaSource {
  /** An `audio` as a voice note. */
  readonly ptt?: boolean | null | undefined;
}

/** One message of a batch, as the caller wants it. */
export interface NewBulkItem {
  readonly chatId: Jid;
  readonly type: BulkType;
  readonly content: { readonly text?: string | null | undefined; readonly caption?: string | null | undefined } & {
    readonly [K in Exclude<BulkType, 'text'>]?: BulkMedia | null | undefined;
  };
  /** What fills the gaps of text and caption. */
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** An item that is fine as far as can be known without its file. */
interface CheckedItem {
  readonly chatId: Jid;
  readonly kind: BulkKind;
  readonly content: BulkContent;
  /** A file that came with the request, and the field it came in. */
  readonly brought?: { readonly field: string; readonly kind: MediaKind; readonly source: MediaSource };
}

/**
 * Takes in the items of a batch. Files that come with the request are written to disk now; an address is only checked,
 * and downloaded when its turn comes, so that a batch never holds more than one file of that sort.
 */
export class BulkIntake {
  constructor(private readonly media: MediaIntake) {}

  /** @throws ValidationError with everything that is wrong with the items, each field named as the caller wrote it */
  check(items: readonly NewBulkItem[]): CheckedItem[] {
    const issues: InputIssue[] = [];
    const checked = items.map((item, index) => this.checkItem(item, `messages.${index}`, issues));
    if (issues.length > 0) throw new ValidationError(issues);
    return checked;
  }

  /**
   * Writes the files of checked items.
   * @throws ValidationError, GatewayError PAYLOAD_TOO_LARGE: nothing is left on disk then
   */
  async take(sessionId: string, items: readonly CheckedItem[]): Promise<BatchItemRow[]> {
    const rows: BatchItemRow[] = [];
    try {
      for (const { chatId, kind, content, brought } of items) {
        const media = brought === undefined ? null : JSON.stringify(await this.takeFile(sessionId, brought));
        rows.push({ chatId, kind, content: JSON.stringify(content), media });
      }
      return rows;
    } catch (error) {
      await this.discard(rows, error);
      throw error;
    }
  }

  /** Removes the files of items that come to nothing. @param because see MediaIntake */
  async discard(rows: readonly BatchItemRow[], because: unknown): Promise<void> {
    for (const { media } of rows) {
      const { file } = JSON.parse(media ?? '{}') as Partial<MessageMedia>;
      await this.media.abandon(file, because);
    }
  }

  private async takeFile(
    sessionId: string,
    { field, kind, source }: NonNullable<CheckedItem['brought']>,
  ): Promise<MessageMedia> {
    try {
      return (await this.media.take(sessionId, kind, source)).stored;
    } catch (error) {
      throw error instanceof ValidationError ? new ValidationError(below(field, error)) : error;
    }
  }

  private checkItem({ chatId, type, content, variables }: NewBulkItem, at: string, issues: InputIssue[]): CheckedItem {
    const values = valuesOf(variables ?? {}, `${at}.variables`, issues);
    if (type === 'text') {
      const text = fillGaps(content.text ?? '', values);
      const field = `${at}.content.text`;
      if (text === '') issues.push({ field, message: `${field} should not be empty` });
      if (text.length > MAX_TEXT) {
        issues.push({ field, message: `${field} must be shorter than or equal to ${MAX_TEXT} characters` });
      }
      return { chatId, kind: 'text', content: { text } };
    }
    const field = `${at}.content.${type}`;
    const { ptt, ...source } = content[type] ?? {};
    const kind = type === 'audio' && ptt === true ? 'voice' : type;
    // WhatsApp shows no caption below a sound.
    const caption = type === 'audio' ? '' : fillGaps(content.caption ?? '', values);
    const captioned = caption === '' ? {} : { caption };
    if (content[type] === undefined || content[type] === null) {
      issues.push({ field, message: `${field} should not be empty` });
      return { chatId, kind, content: captioned };
    }
    try {
      this.media.check(source);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      issues.push(...below(field, error));
    }
    const { url, mimetype, filename } = source;
    if (!url) return { chatId, kind, content: captioned, brought: { field, kind, source } };
    const named = { ...(mimetype ? { mimetype } : {}), ...(filename ? { filename } : {}) };
    return { chatId, kind, content: { ...captioned, url, ...named } };
  }
}

/** Issues of a part, named from the whole. */
const below = (at: string, { issues }: ValidationError): InputIssue[] =>
  issues.map(({ field, message }) => ({ field: `${at}.${field}`, message: `${at}.${message}` }));

function valuesOf(
  variables: Readonly<Record<string, unknown>>,
  at: string,
  issues: InputIssue[],
): Readonly<Record<string, string>> {
  const values: [string, string][] = [];
  for (const [name, value] of Object.entries(variables)) {
    if (typeof value === 'string') values.push([name, value]);
    else issues.push({ field: `${at}.${name}`, message: `${at}.${name} must be a string` });
  }
  return Object.fromEntries(values);
}
