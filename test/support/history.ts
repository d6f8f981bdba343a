import type { TestGateway } from './gateway.js';

export interface HistoryMessage {
  readonly waMessageId: string;
  readonly body: string;
  readonly direction: 'incoming' | 'outgoing';
}

/** The most that REST answers at once. */
const PAGE = 100;

/** Every message that a session has, newest first, page by page as a client of REST reads them. */
export async function wholeHistory(gateway: TestGateway, sessionId: string): Promise<HistoryMessage[]> {
  const all: HistoryMessage[] = [];
  for (;;) {
    const path = `/api/sessions/${sessionId}/messages?limit=${PAGE}&offset=${all.length}`;
    const { messages } = (await gateway.rest('GET', path)).body as { messages: HistoryMessage[] };
    all.push(...messages);
    if (messages.length < PAGE) return all;
  }
}

/** The texts of those that came in. */
export const receivedTexts = async (gateway: TestGateway, sessionId: string): Promise<string[]> =>
  (await wholeHistory(gateway, sessionId)).filter(({ direction }) => direction === 'incoming').map(({ body }) => body);
