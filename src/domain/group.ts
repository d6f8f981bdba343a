import type { Jid } from './jid.js';

export interface GroupParticipant {
  /** The phone-number address where it is known, else the privacy alias. */
  readonly id: Jid;
  readonly lid?: Jid;
  readonly isAdmin: boolean;
  readonly isSuperAdmin: boolean;
}

/** A group as WhatsApp shows it to this account. */
export interface Group {
  readonly id: Jid;
  readonly subject: string;
  readonly description: string;
  readonly owner?: Jid;
  readonly createdAt?: Date;
  readonly participants: readonly GroupParticipant[];
  /** Only admins may write. */
  readonly announce: boolean;
  /** Only admins may change subject, description and picture. */
  readonly locked: boolean;
  /** The community it belongs to. */
  readonly parent?: Jid;
}

export interface GroupSettings {
  readonly announce?: boolean;
  readonly locked?: boolean;
  /** After how many seconds new messages disappear; 0: never. */
  readonly ephemeralSeconds?: number;
}

export type ParticipantChange = 'add' | 'remove' | 'promote' | 'demote';

/** What became of one participant in a change; WhatsApp decides for each by itself. */
export interface ParticipantResult {
  readonly id: Jid;
  /** WhatsApp's code: 200 done, 403 not allowed (an invite must be sent), 404 not on WhatsApp, 409 already so. */
  readonly status: number;
}
