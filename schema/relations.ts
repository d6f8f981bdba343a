import { NotFoundError, SessionNotFoundError } from '../src/domain/errors.js';
import type { DeliveredEvent } from '../src/store/delivery-log.js';
import type { Chat, Delivery, Message, Session, Webhook } from '../src/store/store.js';
import type { Context } from './context.js';
import { loadersOf } from './loaders.js';

/** Rows whose session, chat or webhook was at hand when they were read, as they are below it in a request. */
const sessions = new WeakMap<object, Session>();
const chats = new WeakMap<object, Chat>();
const webhooks = new WeakMap<Delivery, Webhook>();

/** Notes the session of rows that were read for it. */
export function ofSession<T extends object>(rows: readonly T[], session: Session | undefined): readonly T[] {
  if (session !== undefined) for (const row of rows) sessions.set(row, session);
  return rows;
}

/** Notes the chat of messages that were read for it. */
export function ofChat(rows: readonly Message[], chat: Chat): readonly Message[] {
  for (const row of rows) chats.set(row, chat);
  return rows;
}

/** Notes the webhook of deliveries that were read for it. */
export function ofWebhook(rows: readonly Delivery[], webhook: Webhook): readonly Delivery[] {
  for (const row of rows) webhooks.set(row, webhook);
  return rows;
}

/** Its own, or that of the chat it was read for. */
function sessionAtHand(row: object): Session | undefined {
  const own = sessions.get(row);
  if (own !== undefined) return own;
  const chat = chats.get(row);
  return chat && sessions.get(chat);
}

/** The session a row belongs to. @throws SessionNotFoundError if it was deleted meanwhile */
export async function sessionOf(row: { readonly sessionId: string }, context: Context): Promise<Session> {
  const session = sessionAtHand(row) ?? (await loadersOf(context).session.load(row.sessionId));
  if (session === null) throw new SessionNotFoundError(row.sessionId);
  return session;
}

/** The chat a message belongs to. @throws NotFoundError if it was deleted meanwhile */
export async function chatOf(message: Message, context: Context): Promise<Chat> {
  const { sessionId, chatId } = message;
  const chat = chats.get(message) ?? (await loadersOf(context).chat.load({ sessionId, chatId }));
  if (chat === null) throw new NotFoundError('Chat', chatId);
  return chat;
}

/** The webhook a delivery is for. @throws NotFoundError if it was deleted meanwhile */
export async function webhookOf(delivery: Delivery, context: Context): Promise<Webhook> {
  const webhook = webhooks.get(delivery) ?? (await loadersOf(context).webhook.load(delivery.webhookId));
  if (webhook === null) throw new NotFoundError('Webhook', delivery.webhookId);
  return webhook;
}

/** The event a delivery carries. @throws NotFoundError if it was deleted meanwhile, and the delivery with it */
export async function eventOf(delivery: Delivery, context: Context): Promise<DeliveredEvent> {
  const event = await loadersOf(context).event.load(delivery.eventSeq);
  if (event === null) throw new NotFoundError('Delivery', delivery.id);
  return event;
}
