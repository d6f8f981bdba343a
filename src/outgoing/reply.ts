import type { Readable } from 'node:stream';

const MAX_REPLY_BYTES = 16 * 1024;
/** How a date of HTTP begins, in each of its three forms; `Date.parse` takes much else for one. */
const HTTP_DATE = /^[A-Z][a-z]{2,8},? /;

/**
 * Reads a reply to its end, so that its connection can be used again; past 16 kB the connection is dropped instead.
 * @returns the first 16 kB as text
 */
export function readReply(reply: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = (): void => resolve(textOf(Buffer.concat(chunks).subarray(0, MAX_REPLY_BYTES)));
    reply.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= MAX_REPLY_BYTES) return;
      done();
      reply.destroy();
    });
    reply.on('end', done);
    reply.on('error', reject);
  });
}

/** A character that the limit cut in two is left out; NUL, which no text column of PostgreSQL takes, is replaced. */
const textOf = (bytes: Buffer): string => new TextDecoder().decode(bytes, { stream: true }).replaceAll('\0', '\ufffd');

/** How long the `Retry-After` of a reply asks to wait, in either of its two forms; undefined if it asks for nothing. */
export function retryAfterMs(value: unknown, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = HTTP_DATE.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
