import type { Ack } from '../src/domain/ack.js';
import type { Message as MessageRow } from '../src/store/store.js';
import type { Context } from './context.js';

export const WAIT_MS = { usual: 10_000, max: 60_000 } as const;

export interface Wait {
  readonly waitFor?: Ack | null | undefined;
  readonly waitTimeoutMs?: number | null | undefined;
}

/** What a send answers: the message as it was accepted, or as it is once it got as far as the caller wants. */
export async function awaited(
  sending: Promise<MessageRow>,
  { waitFor, waitTimeoutMs }: Wait,
  { services, clientGone }: Context,
): Promise<{ readonly message: MessageRow }> {
  const message = await sending;
  if (waitFor === undefined || waitFor === null) return { message };
  const timeoutMs = waitTimeoutMs ?? WAIT_MS.usual;
  return { message: await services.ackWait.reached(message.id, { ack: waitFor, timeoutMs, signal: clientGone?.() }) };
}
