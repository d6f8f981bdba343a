/** What can be set from the command line (`--opt key=value`) and changed at run time (verb `options`). */
export interface PageDoubleOptions {
  /** Port of the https page; 0: any free port. */
  port: number;
  /** Every well-formed number exists, except those that begin with 999. */
  autoContacts: boolean;
  /** How new groups address their members. */
  groupAddressing: 'pn' | 'lid';
  /** A page shows another QR code this often; 0: only when it is told to. */
  qrTtlMs: number;
  /** The ack the server gives to what is sent. */
  autoAck: number;
  /** What the page calls its version. */
  version: string;
  /** The page becomes WhatsApp Web this late; -1: never, as a page that failed to load. */
  debugDelayMs: number;
  /** Between the login and `hasSynced`. */
  syncDelayMs: number;
  /** The page logs in but never finishes its synchronisation. */
  neverSyncs: boolean;
  /** `hasSynced` waits until somebody listens; false: it comes with the login, and a client that restarts misses it. */
  waitForListener: boolean;
  /** The name of a message key's serialised form: `$1` in builds from July 2026 on. */
  msgKeyField: '_serialized' | '$1';
  /** Clear the QR text after pairing, seen as a qr that begins with `undefined,`. */
  undefinedRefAfterPair: boolean;
}

export const DEFAULT_OPTIONS: Readonly<PageDoubleOptions> = {
  port: 0,
  autoContacts: true,
  groupAddressing: 'lid',
  qrTtlMs: 0,
  autoAck: 1,
  version: '2.3000.1017054665',
  debugDelayMs: 0,
  syncDelayMs: 20,
  neverSyncs: false,
  waitForListener: true,
  msgKeyField: '_serialized',
  undefinedRefAfterPair: false,
};

const CHOICES: Partial<Record<keyof PageDoubleOptions, readonly string[]>> = {
  groupAddressing: ['pn', 'lid'],
  msgKeyField: ['_serialized', '$1'],
};

/**
 * Checks changes that came from outside, as text or JSON.
 * @throws Error in one sentence, naming the option, when there is none of that name or the value does not fit
 */
export function parseOptions(changes: Record<string, unknown>): Partial<PageDoubleOptions> {
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(DEFAULT_OPTIONS, name)) {
      throw new Error(`there is no option ${name}; known are ${Object.keys(DEFAULT_OPTIONS).join(', ')}`);
    }
    const key = name as keyof PageDoubleOptions;
    if (typeof value !== typeof DEFAULT_OPTIONS[key]) {
      throw new Error(`option ${name} must be a ${typeof DEFAULT_OPTIONS[key]}`);
    }
    const choices = CHOICES[key];
    if (choices && !choices.includes(value as string))
      throw new Error(`option ${name} must be ${choices.join(' or ')}`);
  }
  return changes;
}
