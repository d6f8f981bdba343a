import type { Call } from './caller.js';

export interface StoredMessage {
  readonly waMessageId: string;
  readonly [name: string]: unknown;
}

interface Page {
  readonly total: number;
  readonly messages: readonly StoredMessage[];
}

/** @param query without its question mark, such as `limit=1`; the newest message comes first */
export const storedMessages = (call: Call, sessionId: string, query: string) =>
  call<Page>('GET /api/sessions/{sessionId}/messages', { sessionId, query: `?${query}` });

/** A message of the newest ones: others may write to a session in the meantime. */
export async function storedMessage(
  call: Call,
  sessionId: string,
  messageId: string,
): Promise<StoredMessage | undefined> {
  const { body } = await storedMessages(call, sessionId, 'limit=20');
  return body.messages.find(({ waMessageId }) => waMessageId === messageId);
}
