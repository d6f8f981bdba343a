const SESSION = '5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4';
const BATCH = '22222222-2222-4222-8222-222222222222';
const [AT, ALICE, OWN] = ['2026-06-26T08:15:30.120Z', '628770001122@c.us', '628111000001@c.us'];
const TEXT = 'the truck at the caf\u00e9 \ud83d\ude9a';
const about = { sessionId: SESSION, createdAt: AT };
/** `tables` of an export that has one row in each. */
export const TABLES = {
  sessions: [
    {
      ...{
        id: SESSION,
        name: 'depot',
        status: 'disconnected',
        engine: 'baileys',
        phone: '628111000001',
        pushName: null,
      },
      ...{ connectedAt: AT, lastActiveAt: null, lastError: null, config: { note: { deep: [1, 'two'] } } },
      ...{ proxyUrl: null, proxyType: null, createdAt: AT, updatedAt: AT },
    },
  ],
  webhooks: [
    {
      ...{
        ...about,
        id: BATCH,
        url: 'http://127.0.0.1:9/hook',
        events: ['*'],
        secret: 'orchid',
        headers: { 'X-A': 'b' },
      },
      ...{ filters: { conditions: [{ field: 'body', operator: 'contains', value: 'truck' }] }, retryCount: 2 },
      ...{ retryPolicy: null, payloadQuery: null, ordered: true, active: true, disabledReason: null },
      ...{ firstFailedAt: null, lastFailedAt: null, lastTriggeredAt: AT, previousSecret: null },
      ...{ previousSecretEndsAt: null, updatedAt: AT },
    },
  ],
  chats: [
    {
      ...{ sessionId: SESSION, id: ALICE, name: 'Rina', kind: 'individual', unreadCount: 1 },
      ...{ lastMessageAt: AT, lastMessage: TEXT },
    },
  ],
  contacts: [{ sessionId: SESSION, id: ALICE, name: 'Rina', pushName: '', isBlocked: false, isBusiness: true }],
  messages: [
    {
      ...{ ...about, id: '01902f6a-0000-7000-8000-000000000001', waMessageId: `false_${ALICE}_A1`, stanzaId: 'A1' },
      ...{ chatId: ALICE, author: ALICE, authorName: null, from: ALICE, to: OWN, body: TEXT, type: 'text' },
      ...{ direction: 'incoming', ack: 2, sentAt: AT, metadata: { mentionedIds: [OWN] }, media: null },
      ...{ editedAt: null, starred: true },
    },
  ],
  templates: [{ ...about, id: BATCH, name: 'late', body: '{{minutes}} late', header: null, footer: '', updatedAt: AT }],
  messageBatches: [
    {
      ...{ ...about, id: BATCH, name: 'news', status: 'completed', account: OWN, total: 1, sent: 1, failed: 0 },
      ...{ options: { delayMs: 1000, randomizeDelay: false, stopOnError: false, afterCrash: 'fail' } },
      ...{ cancelled: 0, reason: null, startedAt: AT, completedAt: AT },
    },
  ],
  batchItems: [
    {
      ...{ batchId: BATCH, position: 0, chatId: ALICE, kind: 'text', content: { text: TEXT }, media: null },
      ...{ status: 'sent', messageId: `true_${ALICE}_B0`, sentAt: AT, errorCode: null, errorMessage: null },
    },
  ],
  baileysStoredMessages: [{ ...about, stanzaId: 'B0', message: Buffer.from([0, 255, 1]).toString('base64') }],
  lidMappings: [{ lid: '99887766554433@lid', pn: ALICE, seenAt: AT }],
};
