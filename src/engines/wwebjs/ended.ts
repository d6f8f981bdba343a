import type { LinkEnd } from '../../domain/session.js';

export interface Ended {
  readonly end: LinkEnd;
  readonly reason: string;
}

/** Reasons of the library's `disconnected` event: `LOGOUT`, or the state that WhatsApp Web went into. */
const ENDS: Readonly<Record<string, Ended>> = {
  LOGOUT: { end: 'logged-out', reason: 'logged out' },
  UNPAIRED: { end: 'logged-out', reason: 'logged out' },
  UNPAIRED_IDLE: { end: 'logged-out', reason: 'logged out' },
  CONFLICT: { end: 'replaced', reason: 'another browser took over this link' },
  DEPRECATED_VERSION: { end: 'outdated', reason: 'WhatsApp no longer accepts this version of WhatsApp Web' },
  TOS_BLOCK: { end: 'banned', reason: 'WhatsApp has banned this account' },
  SMB_TOS_BLOCK: { end: 'banned', reason: 'WhatsApp has banned this account' },
};

/** @returns `lost`, which is tried again, for a reason that is not in the table */
export const endOf = (reason: string): Ended => ENDS[reason] ?? { end: 'lost', reason };
