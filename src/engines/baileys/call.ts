import type { WACallEvent } from '@whiskeysockets/baileys';
import type { EngineEvent } from '../../engine/port.js';
import type { EngineStore } from '../../store/engine-store.js';
import { type Addresses, neutral } from './jid.js';

type CallEvent = Extract<EngineEvent, { readonly kind: 'call' }>;

/** Somebody who rings. @returns undefined for what becomes of the call later, and for unknown addresses */
export function toCall(
  { status, id: callId, from: wire, callerPn, isVideo, isGroup, date }: WACallEvent,
  addresses: Addresses,
): CallEvent | undefined {
  const from = neutral(wire, callerPn, addresses);
  if (status !== 'offer' || from === undefined) return undefined;
  return { kind: 'call', callId, from, isVideo: isVideo === true, isGroup: isGroup === true, at: date };
}

/**
 * A call with the row that says it was told, in one commit: WhatsApp rings again for a call that it has no ack for, also
 * when the process died between that commit and the ack.
 * @returns undefined if it was told before
 */
export function toldOnce(
  call: CallEvent,
  sessionId: string,
  store: Pick<EngineStore, 'inbound' | 'handedOver'>,
): CallEvent | undefined {
  const { callId, from } = call;
  // Of no other shape than this: what is decrypted is filed under a bare digest.
  const hash = `call ${from} ${callId}`;
  if (store.inbound(sessionId, hash) !== undefined) return undefined;
  const row = { op: 'inbound.put', sessionId, hash, stanzaId: callId, plain: new Uint8Array(), stanza: null } as const;
  return { ...call, alongside: store.handedOver(sessionId, callId, [{ ...row, at: Date.now() }]) };
}
