import { type PageMessage } from './chat.js';
import { nowS, randomHex } from './ids.js';

export type ChannelRole = 'owner' | 'admin' | 'subscriber' | 'guest';

/** A channel (newsletter); every account of the double can find it by its invite code. */
export interface Channel {
  id: string;
  name: string;
  description: string;
  inviteCode: string;
  /** Seconds since 1970. */
  creation: number;
  subscribers: number;
  verified: boolean;
  hasPicture: boolean;
  /** As a subscriber sees them. */
  messages: PageMessage[];
}

export type ChannelFacts = Partial<Omit<Channel, 'name' | 'messages'>>;

export const newChannel = (name: string, facts: ChannelFacts = {}): Channel => ({
  id: `120363${String(Math.floor(Math.random() * 1e12)).padStart(12, '0')}@newsletter`,
  description: '',
  inviteCode: randomHex(11),
  creation: nowS(),
  subscribers: 1,
  verified: false,
  hasPicture: false,
  ...facts,
  name,
  messages: [],
});
