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

/** Of no other shape than this: what is decrypted is filed under a bare digest. */
const PREFIX = 'call ';

/**
 * Calls with the row that says they were told, in one commit: WhatsApp rings again for a call that it has no ack for, also
 * when the process died between that commit and the ack.
 */
export class ToldCalls {
  private constructor(
    private readonly sessionId: string,
    private readonly store: Pick<EngineStore, 'handedOver'>,
    private readonly told: Set<string>,
  ) {}

  /** With what is on disk of a session. */
  static async load(store: Pick<EngineStore, 'inboundHashes' | 'handedOver'>, sessionId: string): Promise<ToldCalls> {
    return new ToldCalls(sessionId, store, new Set(await store.inboundHashes(sessionId, PREFIX)));
  }

  /** @returns undefined if it was told before */
  news(call: CallEvent): CallEvent | undefined {
    const { sessionId, store } = this;
    const { callId, from } = call;
    const hash = `${PREFIX}${from} ${callId}`;
    if (this.told.has(hash)) return undefined;
    this.told.add(hash);
    const row = {
      op: 'inbound.put',
      sessionId,
      hash,
      stanzaId: callId,
      plain: new Uint8Array(),
      stanza: null,
    } as const;
    return { ...call, alongside: store.handedOver(sessionId, callId, [{ ...row, at: Date.now() }]) };
  }
}
