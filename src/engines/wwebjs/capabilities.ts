import type { Capability } from '../../engine/port.js';

/** What this engine does; each is proved by a test against a real browser. */
export const WWEBJS_CAPABILITIES: ReadonlySet<Capability> = new Set<Capability>([
  'PAIRING_CODE',
  'PROXY',
  'SEND_TEXT',
  'CHECK_NUMBER',
  'TYPING',
]);
