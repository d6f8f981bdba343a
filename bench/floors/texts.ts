import { v4, v7 } from 'uuid';
import type { WriteOp } from '../../src/store/write-op.js';

export type Insert = Extract<WriteOp, { op: 'message.insert' }>;

export const SESSION = v4();
const BATCH = 20;
const CHATS = 50;
let count = 0;

function text(): Insert {
  const number = count++;
  const chatId = `62877${1000 + (number % CHATS)}@c.us`;
  const stanzaId = `3EB0${number.toString(16).toUpperCase().padStart(16, '0')}`;
  const body = `Message ${number}: is the parcel on its way? The customer asks again.`;
  const at = Date.now();
  const row = {
    ...{ id: v7(), sessionId: SESSION, waMessageId: `false_${chatId}_${stanzaId}`, stanzaId, chatId },
    ...{ author: chatId, authorName: 'Contact', from: chatId, to: '628123456789@c.us', body, type: 'text' },
    ...{ direction: 'incoming' as const, ack: 0 as const, sentAt: at, metadata: null, media: null, createdAt: at },
  };
  const data = JSON.stringify({ id: row.waMessageId, from: chatId, to: row.to, body, type: 'text', timestamp: at });
  return {
    op: 'message.insert',
    row,
    chat: { name: 'Contact', kind: 'individual', unread: 1 },
    event: { id: v7(), sessionId: SESSION, type: 'message.received', occurredAt: at, data, deliveries: [] },
  };
}

/** Twenty inbound texts, as the journal stores them. */
export const batchOfTexts = (): Insert[] => Array.from({ length: BATCH }, text);
