import { GatewayError } from '../domain/errors.js';
import type { LinkEnd } from '../domain/session.js';

type FinalEnd = Exclude<LinkEnd, 'lost' | 'crashed' | 'qr-expired' | 'logged-out'>;

/** What an operator reads after an end that is not tried again: what happened and the way out. */
export const FINAL_ENDS: Record<FinalEnd, string> = {
  replaced: 'Another program took over this link. Stop it there, then restart the session.',
  banned: 'WhatsApp has blocked this account. Sort it out in WhatsApp on the phone, then restart the session.',
  'auth-failed':
    'Authentication failed: WhatsApp does not accept the link of this session. Restart it and scan a new QR code.',
  outdated: 'WhatsApp no longer accepts this client version. Update the gateway, then restart the session.',
};

/** What an operator reads when the reconnect budget is used up. */
export function gaveUp(end: 'lost' | 'qr-expired' | 'logged-out', attempts: number, reason: string): string {
  const tries = `${attempts} reconnect ${attempts === 1 ? 'attempt' : 'attempts'}`;
  switch (end) {
    case 'qr-expired':
      return `The QR code was not scanned; gave up after ${tries}. Restart the session for a new code.`;
    case 'logged-out':
      return `The link was ended on the phone; gave up after ${tries}. Restart the session and scan the new QR code.`;
    case 'lost':
      return `The link was lost (${reason}); gave up after ${tries}. Restart the session to try again.`;
  }
}

/** What an operator reads when the engine of a session crashed too often to be opened again. */
export const keepsCrashing = (times: number, reason: string): string =>
  `The engine crashed ${times} times within 10 minutes (the last reason: ${reason}); the session is left alone so that ` +
  'the others do not suffer. Look in the log, then restart it.';

/** An engine's failure in words for the operator; what is not ours stays in the log. */
export const failureText = (error: unknown): string =>
  error instanceof GatewayError ? error.message : 'the engine could not start, see the log';
