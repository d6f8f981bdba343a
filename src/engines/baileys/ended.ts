import type { LinkEnd } from '../../domain/session.js';

/** What the library says when a socket closed; the code is its `DisconnectReason`. */
export interface Closed {
  readonly code: number | undefined;
  readonly message: string | undefined;
}

/** `restart`: the server wants a new connection with the same credentials, at once; it does so after pairing (515). */
export type Outcome =
  | { readonly kind: 'restart' }
  | { readonly kind: 'ended'; readonly end: LinkEnd; readonly reason: string };

const RESTART_REQUIRED = 515;
const TIMED_OUT = 408;
/** The library's own words when nobody scanned the last code; any other 408 is a dead line. */
const OUT_OF_CODES = 'QR refs attempts ended';

const ENDS: Readonly<Record<number, { readonly end: LinkEnd; readonly reason: string }>> = {
  401: { end: 'logged-out', reason: 'logged out' },
  403: { end: 'banned', reason: 'WhatsApp has banned this account' },
  405: { end: 'outdated', reason: 'WhatsApp no longer accepts this client version' },
  440: { end: 'replaced', reason: 'another connection took over this link' },
};

export function outcomeOf({ code, message }: Closed): Outcome {
  if (code === RESTART_REQUIRED) return { kind: 'restart' };
  if (code === TIMED_OUT && message === OUT_OF_CODES) {
    return { kind: 'ended', end: 'qr-expired', reason: 'nobody scanned the QR code in time' };
  }
  const known = code === undefined ? undefined : ENDS[code];
  if (known) return { kind: 'ended', ...known };
  const detail = [code, message].filter((part) => part !== undefined && part !== '').join(': ');
  return { kind: 'ended', end: 'lost', reason: detail === '' ? 'connection lost' : `connection lost (${detail})` };
}
