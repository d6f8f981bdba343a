import { startGateway } from '../../test/support/gateway.js';
import { percentile } from '../measure.js';
import { storeHistory } from './stored.js';
import { type Part, withCleanUp } from './part.js';

/** 2,000 messages in 200 chats of 20 sessions, with who is known and where events go. */
const QUERY = `{
  sessions {
    id name status
    chats(first: 10) { edges { node {
      chatId name unreadCount
      messages(first: 10) { edges { node { waMessageId authorName body ack sentAt } } }
    } } }
    contacts(first: 20) { edges { node { contactId name pushName } } }
    webhooks { url events }
  }
}`;
const STORED = { sessions: 20, chats: 50, messages: 100 };
const P50_LIMIT_MS = 50;

/** One request for the whole picture, one at a time, with 100,000 messages stored. */
export const wide: Part = ({ arguments: { rounds }, cores, tell }) =>
  withCleanUp(async (later) => {
    tell('wide: storing 100,000 messages');
    const folder = await storeHistory(STORED);
    const gateway = await startGateway({ folder, env: { NODE_ENV: 'production' } });
    later(() => gateway.stop());
    cores.pinServer(gateway.process.pid ?? 0);

    const ask = async (): Promise<number> => {
      const startedAt = performance.now();
      const { data, errors } = await gateway.query<{ sessions: unknown[] }>(QUERY);
      const tookMs = performance.now() - startedAt;
      if (errors !== undefined || data?.sessions.length !== STORED.sessions) {
        throw new Error(`the query failed: ${JSON.stringify(errors)}`);
      }
      return tookMs;
    };
    for (let warmUp = 0; warmUp < 20; warmUp += 1) await ask();
    const tookMs: number[] = [];
    for (let index = 0; index < rounds * 10; index += 1) tookMs.push(await ask());
    return {
      part: 'wide',
      about: '20 sessions with 10 chats each, the last 10 messages of each chat, contacts and webhooks: one request.',
      figures: [
        {
          what: 'from request to parsed answer, p50',
          unit: 'ms',
          subject: percentile(tookMs, 0.5),
          bar: { kind: 'atMost', limit: P50_LIMIT_MS },
        },
        { what: 'from request to parsed answer, p99', unit: 'ms', subject: percentile(tookMs, 0.99) },
      ],
      notes: [],
      samples: { tookMs },
    };
  });
