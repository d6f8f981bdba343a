/**
 * How far a message got, as WhatsApp counts it. Stored as its number, so that "only forward" is a comparison.
 * Source: the ack codes of whatsapp-web.js (-1 to 4), which the documented API shows as `ack`.
 */
export const ACK = { ERROR: -1, PENDING: 0, SERVER: 1, DEVICE: 2, READ: 3, PLAYED: 4 } as const;
export type Ack = (typeof ACK)[keyof typeof ACK];

export type MessageStatus = 'failed' | 'pending' | 'sent' | 'delivered' | 'read';

const STATUS_BY_ACK: Record<Ack, MessageStatus> = {
  [-1]: 'failed',
  0: 'pending',
  1: 'sent',
  2: 'delivered',
  3: 'read',
  4: 'read',
};

export const statusOf = (ack: Ack): MessageStatus => STATUS_BY_ACK[ack];

/** The `ack` number of the documented webhook body: played counts as read (3). */
export const documentedAck = (ack: Ack): number => Math.min(ack, ACK.READ);

/** Whether a report moves a message on. A failure is only believed before anybody confirmed the message. */
export const advances = (from: Ack, to: Ack): boolean =>
  to === ACK.ERROR ? from === ACK.PENDING : from !== ACK.ERROR && to > from;
