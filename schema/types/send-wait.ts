import { ACK, type Ack } from '../../src/domain/ack.js';
import type { Message as MessageRow } from '../../src/store/store.js';
import { builder } from '../builder.js';
import type { Context } from '../context.js';
import { whole } from '../rules.js';

const DEFAULT_MS = 10_000;
const MAX_MS = 60_000;

const WaitFor = builder.enumType('WaitFor', {
  description: 'How far a message has to get before a send answers.',
  values: {
    SERVER: { value: ACK.SERVER, description: 'WhatsApp has it.' },
    DELIVERED: {
      value: ACK.DEVICE,
      description: 'A device of the recipient has it, in a group of any member. Channels never tell.',
    },
  } as const,
});

/** Arguments of every mutation that sends. */
export const waitArgs = () =>
  builder.args((t) => ({
    waitFor: t.field({
      type: WaitFor,
      description:
        'Answer only once the message got this far. Left out: as soon as the engine has it. Fails with ACK_TIMEOUT ' +
        'when the time is up, with MESSAGE_REFUSED as soon as WhatsApp refuses it; both name the stored message.',
    }),
    waitTimeoutMs: t.int({
      defaultValue: DEFAULT_MS,
      description: `How long to wait after the message was accepted, in milliseconds, 1 to ${MAX_MS}.`,
      validate: whole(1, MAX_MS),
    }),
  }));

/** Documented routes answer when the message was accepted. */
export const WITHOUT_WAIT = { waitFor: 'nowhere', waitTimeoutMs: 'nowhere' } as const;

interface Wait {
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
  const timeoutMs = waitTimeoutMs ?? DEFAULT_MS;
  return { message: await services.ackWait.reached(message.id, { ack: waitFor, timeoutMs, signal: clientGone?.() }) };
}
