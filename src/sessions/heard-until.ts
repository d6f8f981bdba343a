import type { Store } from '../store/store.js';

/** Messages do not arrive in the order of their moments; what is read twice is stored once. */
const MARGIN_MS = 10 * 60_000;

/**
 * Up to when the messages of a session are stored: somewhat before its newest one, or before its last link if there is
 * none. Never before the session was made, and undefined if it was not linked to this account before.
 */
export async function heardUntil(
  { data, pages }: Pick<Store, 'data' | 'pages'>,
  sessionId: string,
  phone: string,
): Promise<Date | undefined> {
  const session = await data.session.findUnique({ where: { id: sessionId } });
  if (!session?.connectedAt || session.phone !== phone) return undefined;
  const [newest] = await pages.messagesOfSessions([sessionId], 1);
  const heardAt = newest === undefined ? session.connectedAt.getTime() : newest.sentAt.getTime() - MARGIN_MS;
  return new Date(Math.max(heardAt, session.createdAt.getTime()));
}
