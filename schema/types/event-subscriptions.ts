import { UnauthenticatedError } from '../../src/domain/errors.js';
import type { EventType as EventName } from '../../src/domain/event.js';
import { allows, maySee, type Caller } from '../../src/domain/role.js';
import type { JournalEvent } from '../../src/store/journal-reader.js';
import { builder } from '../builder.js';
import type { Context } from '../context.js';
import { sessionOf } from '../relations.js';
import {
  Event,
  EventType,
  MessageAckEvent,
  MessageReceivedEvent,
  SessionQrEvent,
  SessionStatusEvent,
} from './event.js';

const mayHear = (caller: Caller, event: JournalEvent): boolean =>
  maySee(caller, event.sessionId) && (event.type !== 'session.qr' || allows(caller.role, 'operator'));

/** No list and an empty one both mean: whatever there is. */
const setOf = <T>(values: readonly T[] | null | undefined): ReadonlySet<T> | undefined =>
  values && values.length > 0 ? new Set(values) : undefined;

interface Wanted {
  readonly types?: readonly EventName[] | null;
  readonly sessionIds?: readonly string[] | null;
  readonly after?: string | null;
  readonly chatId?: string | null;
}

/**
 * Committed events that a caller wants and may see: of sessions in the scope of the key, and no QR codes below the
 * role operator. The key is looked at again for every event; once it was revoked, the stream ends with UNAUTHENTICATED.
 * @throws SessionNotFoundError if a session is named that does not exist, CursorInvalidError
 */
async function follow({ types, sessionIds, after, chatId }: Wanted, context: Context) {
  const { caller, services, events } = context;
  if (caller === null) throw new UnauthenticatedError('API key is required');
  const sessions = setOf(sessionIds);
  const wanted = setOf(types);
  await Promise.all([...(sessions ?? [])].map((sessionId) => sessionOf({ sessionId }, context)));
  return events.subscribe({
    after: context.lastEventId ?? after ?? undefined,
    accept: (event) =>
      (wanted?.has(event.type) ?? true) &&
      (sessions?.has(event.sessionId) ?? true) &&
      (chatId === undefined || chatId === null || event.message?.chatId === chatId) &&
      mayHear(services.apiKeys.current(caller), event),
  });
}

builder.subscriptionFields((t) => {
  const sessionId = () => t.arg.id({ required: true, description: 'The session.' });
  const after = () =>
    t.arg({ type: 'Cursor', description: 'Start behind this event. Without it only what is new comes.' });
  return {
    events: t.field({
      type: Event,
      description:
        'The whole journal. With `after` it replays what came behind that event and then goes live: nothing missing, ' +
        'nothing twice. Fails with CURSOR_INVALID if that place is not held any more. QR codes come only to operators.',
      access: { role: 'viewer', session: 'sessionIds' },
      args: {
        after: after(),
        sessionIds: t.arg.idList({ description: 'Only these sessions. None: all that the key may use.' }),
        types: t.arg({ type: [EventType], description: 'Only these kinds. None: all.' }),
      },
      subscribe: (_root, args, context) => follow(args, context),
      resolve: (event) => event,
    }),
    sessionStatus: t.field({
      type: SessionStatusEvent,
      description: 'Changes of the state of a session. The state it is in comes with `session`, not from here.',
      access: { role: 'viewer', session: 'sessionId' },
      args: { sessionId: sessionId(), after: after() },
      subscribe: (_root, args, context) =>
        follow({ types: ['session.status'], sessionIds: [args.sessionId], after: args.after }, context),
      resolve: (event) => event as JournalEvent<'session.status'>,
    }),
    sessionQr: t.field({
      type: SessionQrEvent,
      description: 'QR codes of a session that waits for its phone, each in place of the one before.',
      access: { role: 'operator', session: 'sessionId' },
      args: { sessionId: sessionId() },
      subscribe: (_root, args, context) => follow({ types: ['session.qr'], sessionIds: [args.sessionId] }, context),
      resolve: (event) => event as JournalEvent<'session.qr'>,
    }),
    messageReceived: t.field({
      type: MessageReceivedEvent,
      description: 'Messages that come in.',
      access: { role: 'viewer', session: 'sessionId' },
      args: {
        sessionId: t.arg.id({ description: 'The session. None: all that the key may use.' }),
        chatId: t.arg({ type: 'Jid', description: 'Only this chat.' }),
        after: after(),
      },
      subscribe: (_root, args, context) =>
        follow({ ...args, types: ['message.received'], sessionIds: args.sessionId ? [args.sessionId] : null }, context),
      resolve: (event) => event as JournalEvent<'message.received'>,
    }),
    messageAck: t.field({
      type: MessageAckEvent,
      description: 'How far outgoing messages get.',
      access: { role: 'viewer', session: 'sessionId' },
      args: {
        sessionId: t.arg.id({ description: 'The session. None: all that the key may use.' }),
        after: after(),
      },
      subscribe: (_root, args, context) =>
        follow({ ...args, types: ['message.ack'], sessionIds: args.sessionId ? [args.sessionId] : null }, context),
      resolve: (event) => event as JournalEvent<'message.ack'>,
    }),
  };
});
