import { type Addressing } from './wire/jids.js';

/** What can be set from the command line (`--opt key=value`) and changed at run time (verb `options`). */
export interface DoubleOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  mediaPort: number;
  /** Run the HTTPS media host. */
  media: boolean;
  /** The media host answers everything with this status; 0: it works. */
  mediaFault: number;
  /** Downloads get no answer for as long as this is set. */
  mediaHold: boolean;
  /** Every well-formed number exists, except those that begin with 999. */
  autoContacts: boolean;
  /** How contacts address 1:1 messages. */
  addressing: Addressing;
  groupAddressing: Addressing;
  /** Contacts send delivery receipts. */
  delivery: boolean;
  /** Contacts send read receipts. */
  read: boolean;
  /** Contacts send played receipts. */
  played: boolean;
  /** Receipts come within a millisecond unless told: harsher than life. */
  receiptDelayMs: number;
  /** The phone sends its history after the first login; without it the client holds messages back for 20 s. */
  historySync: boolean;
  historyChats: number;
  historyMessages: number;
  /** The phone shares its app-state key, and with it the account's own name. */
  appStateKey: boolean;
  /** After its queue the server says that this was all. */
  offlineMarker: boolean;
  edgeRouting: boolean;
  /** Tell the client to upload pre-keys when fewer are left. */
  lowPreKeys: number;
  /** Linked devices a phone may have. */
  maxCompanions: number;
  /** Received messages and receipts kept per account. */
  keepMessages: number;
  /** Ids kept per account in the `handled` log, and per load job. */
  handledLogIds: number;
  /** Members that really decrypt a group message; the others only acknowledge it. */
  groupDecryptSample: number;
  ackReceipts: boolean;
  /** Refuse (463) 1:1 messages to a phone number, as production reportedly does for migrated contacts. */
  strictLid: boolean;
  /** Contacts stop sending pre-key messages after a receipt: not true to the protocol, halves the client's work. */
  settleAfterReceipt: boolean;
}

export const DEFAULT_OPTIONS: Readonly<DoubleOptions> = {
  host: '127.0.0.1',
  port: 0,
  mediaPort: 0,
  media: true,
  mediaFault: 0,
  mediaHold: false,
  autoContacts: true,
  addressing: 'lid',
  groupAddressing: 'lid',
  delivery: true,
  read: false,
  played: false,
  receiptDelayMs: 0,
  historySync: true,
  historyChats: 3,
  historyMessages: 2,
  appStateKey: true,
  offlineMarker: true,
  edgeRouting: true,
  lowPreKeys: 10,
  maxCompanions: 4,
  keepMessages: 20_000,
  handledLogIds: 100_000,
  groupDecryptSample: 16,
  ackReceipts: true,
  strictLid: false,
  settleAfterReceipt: false,
};

const ADDRESSING_OPTIONS = new Set(['addressing', 'groupAddressing']);

/**
 * Checks changes that came from outside, as text or JSON.
 * @throws Error in one sentence, naming the option, when there is none of that name or the value has another type
 */
export function parseOptions(changes: Record<string, unknown>): Partial<DoubleOptions> {
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(DEFAULT_OPTIONS, name)) {
      throw new Error(`there is no option ${name}; known are ${Object.keys(DEFAULT_OPTIONS).join(', ')}`);
    }
    const wanted = typeof DEFAULT_OPTIONS[name as keyof DoubleOptions];
    if (typeof value !== wanted || (wanted === 'number' && !(Number.isInteger(value) && Number(value) >= 0))) {
      throw new Error(`option ${name} must be a ${wanted === 'number' ? 'whole number' : wanted}`);
    }
    if (ADDRESSING_OPTIONS.has(name) && value !== 'lid' && value !== 'pn') {
      throw new Error(`option ${name} must be lid or pn`);
    }
  }
  return changes;
}
