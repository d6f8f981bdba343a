import type { Logger } from '../../runtime/logger.js';
import type { BrowserRun } from './browser-run.js';
import type { Message } from './library.js';
import { recentChats } from './page/lookups.js';

/** So many chats are looked into, those that were written to last. */
const CHATS_AT_MOST = 500;
/** So many messages of each are read, the newest. */
const MESSAGES_AT_MOST = 200;

export interface MissedDeps {
  readonly run: BrowserRun;
  readonly sessionId: string;
  readonly logger: Logger;
}

/**
 * What came while nobody listened, chat by chat, each in its order. WhatsApp Web fetches it before the library listens,
 * and tells nobody.
 */
export async function missedMessages({ run, sessionId, logger }: MissedDeps, since: Date): Promise<Message[]> {
  const sinceSeconds = Math.floor(since.getTime() / 1000);
  const missed: Message[] = [];
  for (const id of await run.evaluate('Reading the chats', recentChats, [sinceSeconds, CHATS_AT_MOST])) {
    try {
      const messages = await run.call('Reading what was missed', async (client) =>
        (await client.getChatById(id)).fetchMessages({ limit: MESSAGES_AT_MOST }),
      );
      const inTime = messages.filter(({ timestamp }) => timestamp >= sinceSeconds);
      if (inTime.length === MESSAGES_AT_MOST) {
        logger.warn({ sessionId, chatId: id, read: inTime.length }, 'more was missed in this chat than is read');
      }
      missed.push(...inTime.sort((one, other) => one.timestamp - other.timestamp));
    } catch (error) {
      if (run.isOver) return [];
      logger.warn({ sessionId, chatId: id, err: error }, 'what was missed in this chat could not be read');
    }
  }
  return missed;
}
