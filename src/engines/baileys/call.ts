import type { WACallEvent } from '@whiskeysockets/baileys';
import type { EngineEvent } from '../../engine/port.js';
import { type Addresses, neutral } from './jid.js';

/** Somebody who rings. @returns undefined for what becomes of the call later, and for unknown addresses */
export function toCall(
  { status, id: callId, from: wire, callerPn, isVideo, isGroup, date }: WACallEvent,
  addresses: Addresses,
): EngineEvent | undefined {
  const from = neutral(wire, callerPn, addresses);
  if (status !== 'offer' || from === undefined) return undefined;
  return { kind: 'call', callId, from, isVideo: isVideo === true, isGroup: isGroup === true, at: date };
}
