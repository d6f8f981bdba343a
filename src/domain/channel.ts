import type { Jid } from './jid.js';

/** A broadcast channel (newsletter) that the account follows or looked up. */
export interface Channel {
  readonly id: Jid;
  readonly name: string;
  readonly description: string;
  readonly inviteCode?: string;
  readonly followers?: number;
  readonly isVerified?: boolean;
}

export interface ChannelMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Date;
  readonly hasMedia: boolean;
}

/** A label of WhatsApp Business. */
export interface Label {
  readonly id: string;
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
}
