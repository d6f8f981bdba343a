/** A place in a journal, opaque to clients: which journal it is, and the sequence of the event behind which to go on. */
export const encodeCursor = (epoch: string, seq: number): string =>
  Buffer.from(`${epoch}.${seq}`).toString('base64url');

/** @returns undefined for what is no cursor, or one of another journal */
export function decodeCursor(cursor: string, epoch: string): number | undefined {
  const [, named, digits] = /^([^.]{1,64})\.(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return named === epoch ? Number(digits) : undefined;
}
