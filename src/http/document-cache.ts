import type { DocumentNode, Token } from 'graphql';

/** What all kept documents may take. */
const MAX_BYTES = 16 * 1024 * 1024;
/** A word or sign with its place in the tree, as measured. */
const BYTES_PER_TOKEN = 450;

interface Kept {
  readonly document: DocumentNode;
  readonly bytes: number;
}

/**
 * Parsed documents that may come again, by their text; those not asked for the longest make room. A parsed document
 * is a hundred times its text, so they are reckoned by what they take: a caller who never asks the same twice costs
 * no more than any other.
 */
export class DocumentCache {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(private readonly maxBytes = MAX_BYTES) {}

  get(text: string): DocumentNode | undefined {
    const kept = this.#kept.get(text);
    if (kept === undefined) return undefined;
    this.#kept.delete(text);
    this.#kept.set(text, kept);
    return kept.document;
  }

  set(text: string, document: DocumentNode): void {
    const bytes = BYTES_PER_TOKEN * tokensOf(document) + 2 * text.length;
    if (bytes > this.maxBytes / 8 || this.#kept.has(text)) return;
    this.#kept.set(text, { document, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#bytes <= this.maxBytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
    }
  }
}

function tokensOf({ loc }: DocumentNode): number {
  let count = 0;
  for (let token: Token | null | undefined = loc?.startToken; token; token = token.next) count += 1;
  return count;
}

/** What does not parse is parsed again when it comes again. */
export const NO_CACHE = { get: () => undefined, set: () => undefined };
