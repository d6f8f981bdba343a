export interface Page {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** A page in the terms of the database, moved into bounds: 1 to `max` rows, `fallback` (else `max`) if none are named. */
export function pageOf(
  { limit, offset = 0 }: Page,
  { max, fallback = max }: { max: number; fallback?: number },
): { take: number; skip: number } {
  return { take: Math.min(Math.max(Math.trunc(limit ?? fallback), 1), max), skip: Math.max(Math.trunc(offset), 0) };
}
