import type { Failure } from '../domain/delivery.js';
import { BlockedHostError } from './address-guard.js';

const BLOCKED = 'The URL is not allowed: its host is private or reserved.';

const BROKEN = ['reset', 'The connection was closed before the reply was complete.'] as const;
const REASONS: Readonly<Record<string, readonly [Failure, string]>> = {
  ECONNREFUSED: ['refused', 'The connection was refused.'],
  ECONNRESET: BROKEN,
  ERR_STREAM_PREMATURE_CLOSE: BROKEN,
  EPIPE: BROKEN,
  ENOTFOUND: ['dns', 'The host name is not known.'],
  EAI_AGAIN: ['dns', 'The host name could not be resolved.'],
  ETIMEOUT: ['dns', 'The host name could not be resolved in time.'],
  ETIMEDOUT: ['timeout', 'The connection could not be made in time.'],
  EHOSTUNREACH: ['unreachable', 'The host cannot be reached.'],
  ENETUNREACH: ['unreachable', 'The host cannot be reached.'],
  EBLOCKED: ['blocked', BLOCKED],
  ERR_CANCELED: ['other', 'The exchange was cut off: the gateway is shutting down.'],
};
/** Codes of OpenSSL and of Node's own checks of certificates. */
const TLS = /^(EPROTO$|ERR_TLS_|ERR_SSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH$)/;
/** Codes of Node's parser of HTTP. */
const PROTOCOL = /^HPE_/;

export const isBlocked = (error: unknown): boolean => error instanceof BlockedHostError || codeOf(error) === 'EBLOCKED';

export const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'UNKNOWN';
};

/** A library's own text may hold the address behind a name, so only its code is ever shown. */
export function describe(error: unknown): { readonly failure: Failure; readonly error: string } {
  const code = isBlocked(error) ? 'EBLOCKED' : codeOf(error);
  const failure = TLS.test(code) ? 'tls' : PROTOCOL.test(code) ? 'protocol' : 'other';
  const [kind, reason] = REASONS[code] ?? [failure, `The request failed (${code}).`];
  return { failure: kind, error: reason };
}
