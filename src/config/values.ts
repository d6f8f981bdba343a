import { isIP } from 'node:net';
import { z } from 'zod';

export const DEFAULT_MEDIA_CAP = 50 * 1024 * 1024;
/** Most pictures and voice notes fit; a body is in memory as a whole, for every webhook that gets it. */
export const DEFAULT_WEBHOOK_MEDIA = 2 * 1024 * 1024;
export const DEFAULT_BODY_LIMIT = 25 * 1024 * 1024;

export const integer = (fallback: number, min = 0, max = Number.MAX_SAFE_INTEGER) =>
  z
    .string()
    .regex(/^-?\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(
      z
        .number()
        .min(min, `must be a whole number from ${min} to ${max}`)
        .max(max, `must be a whole number from ${min} to ${max}`),
    )
    .default(fallback);
export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((value) => value === 'true')
    .default(fallback);
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T, fallback: T[number]) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` }).default(fallback as never);
export const list = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
  .default([]);
export const isRange = (value: string): boolean => {
  const [address = '', bits] = value.split('/', 2);
  const version = isIP(address);
  return (
    version !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)))
  );
};
export const text = (fallback: string) => z.string().default(fallback);
export const optionalText = z.string().optional();

/** `25mb`, `512kb`, `1048576`; what cannot be read falls back to 25 MB, as documented. */
export function toBytes(value: string): number {
  const [, digits, unit] = /^(\d{1,12})\s*(b|kb|mb|gb)?$/i.exec(value.trim()) ?? [];
  if (digits === undefined) return DEFAULT_BODY_LIMIT;
  const factor = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }[
    (unit ?? 'b').toLowerCase() as 'b' | 'kb' | 'mb' | 'gb'
  ];
  return Number(digits) * factor;
}

/** A whole number of bytes; what is none falls back to 50 MiB, as documented. */
export const toMediaCap = (value: string): number =>
  /^[1-9]\d{0,11}$/.test(value) ? Number(value) : DEFAULT_MEDIA_CAP;

/** `latest`, `auto` and `off` mean what is served: nothing is pinned. */
export const toPinnedVersion = (value: string): string | undefined =>
  ['latest', 'auto', 'off'].includes(value.trim().toLowerCase()) ? undefined : value.trim();

/** Separated by commas or spaces, as documented; a JSON array where an argument holds one of these itself. */
export const browserArguments = z
  .string()
  .transform((value, context) => {
    if (!value.trim().startsWith('[')) return value.split(/[\s,]+/).filter(Boolean);
    try {
      return z.array(z.string()).parse(JSON.parse(value));
    } catch {
      context.addIssue('must be a list such as --no-sandbox,--disable-gpu or a JSON array of strings');
      return z.NEVER;
    }
  })
  .default(['--no-sandbox', '--disable-setuid-sandbox']);

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
export const socketUrl = z
  .string()
  .refine((value) => {
    if (!URL.canParse(value)) return false;
    const url = new URL(value);
    return url.protocol === 'wss:' || (url.protocol === 'ws:' && LOOPBACK.has(url.hostname));
  }, 'must be a wss: URL, or a ws: URL to 127.0.0.1, [::1] or localhost')
  .optional();
