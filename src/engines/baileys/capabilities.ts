import type { Capability } from '../../engine/port.js';

/** What this engine can do; `test/engines/baileys` shows each of them against a WhatsApp server. */
export const BAILEYS_CAPABILITIES: ReadonlySet<Capability> = new Set<Capability>([
  'PAIRING_CODE',

  'SEND_TEXT',
  'SEND_IMAGE',
  'SEND_VIDEO',
  'SEND_AUDIO',
  'SEND_VOICE',
  'SEND_DOCUMENT',
  'SEND_STICKER',
  'SEND_LOCATION',
  'SEND_CONTACT',
  'SEND_POLL',
  'MENTIONS',
  'REPLY',
  'FORWARD',

  'REACT',
  'EDIT',
  'DELETE_FOR_EVERYONE',

  'RECEIVE_MEDIA',

  'TYPING',
  'CHECK_NUMBER',
]);
