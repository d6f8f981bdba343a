import { ACK } from '../../src/domain/ack.js';
import { WAIT_MS } from '../awaited.js';
import { builder } from '../builder.js';
import { matching, whole } from '../rules.js';

/** What a header can carry: a GraphQL argument takes no more. */
const KEY = matching(/^[!-~]+$/, 255);

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

/**
 * Arguments of every mutation that makes something leave. Whatever takes `idempotencyKey` is done once under it, by
 * `SubmissionPlugin`; REST takes both as headers.
 */
export const keyArgs = () =>
  builder.args((t) => ({
    idempotencyKey: t.string({
      description:
        'Names this request, up to 255 printable characters without spaces: repeated under the same key it is answered ' +
        'as before and not done again. Made for you when left out; the answer tells it.',
      validate: KEY,
      rest: { header: 'Idempotency-Key' },
    }),
    resendIfUnknown: t.boolean({
      defaultValue: false,
      description:
        'For a repeated request of which nobody knows whether it left (SEND_UNKNOWN): send it anew, at the risk of two.',
      rest: { header: 'Idempotency-Resend-If-Unknown' },
    }),
  }));

/** Arguments of every mutation that sends a message. */
export const sendArgs = () => ({ ...waitArgs(), ...keyArgs() });

/** Arguments of every mutation that answers with a message that may be waited for. */
const waitArgs = () =>
  builder.args((t) => ({
    waitFor: t.field({
      type: WaitFor,
      description:
        'Answer only once the message got this far. Left out: as soon as the engine has it. Fails with ACK_TIMEOUT ' +
        'when the time is up, with MESSAGE_REFUSED as soon as WhatsApp refuses it; both name the stored message.',
    }),
    waitTimeoutMs: t.int({
      defaultValue: WAIT_MS.usual,
      description: `How long to wait after the message was accepted, in milliseconds, 1 to ${WAIT_MS.max}.`,
      validate: whole(1, WAIT_MS.max),
    }),
  }));

/** Documented routes answer when the message was accepted. */
export const WITHOUT_WAIT = { waitFor: 'nowhere', waitTimeoutMs: 'nowhere' } as const;
