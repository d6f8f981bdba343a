import type { MessageType as Type } from '../../src/domain/message.js';
import { SCHEDULE_LIMITS, type ScheduledStatus as Status } from '../../src/domain/scheduled.js';
import type { ScheduledMessage as ScheduledRow } from '../../src/store/store.js';
import { builder } from '../builder.js';
import { PAGE_SIZE, pageArgs, pageOf, scheduledCursor } from '../connection.js';
import type { Context } from '../context.js';
import { loadersOf } from '../loaders.js';
import { ofSession, sessionOf } from '../relations.js';
import { rules } from '../rules.js';
import { mentionsRule } from './content-fields.js';
import { contentOf, MessageContentInput } from './message-content.js';
import { MessageType } from './message.js';
import { Message, Session } from './rows.js';
import { keyArgs } from './send-wait.js';

const ScheduledMessageStatus = builder.enumType('ScheduledMessageStatus', {
  description: 'How a scheduled message stands.',
  values: {
    SCHEDULED: { value: 'scheduled', description: 'It waits for its moment, or for its session.' },
    SENDING: { value: 'sending', description: 'Its message is stored and on its way.' },
    SENT: { value: 'sent', description: 'It was sent; how far it got is told by its message.' },
    FAILED: { value: 'failed', description: 'It could not be sent; `errorCode` says why.' },
    EXPIRED: { value: 'expired', description: 'It was not sent, because its session was not ready in time.' },
    CANCELLED: { value: 'cancelled', description: 'It was cancelled before it was sent.' },
  } as const,
});

export const ScheduledMessage = builder.objectRef<ScheduledRow>('ScheduledMessage').implement({
  description: 'A message that is to be sent at a moment, or was.',
  access: 'viewer',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the schedule, unique over all sessions.' }),
    sessionId: t.exposeID('sessionId', { description: 'The session that sends it.' }),
    session: t.field({
      type: Session,
      description: 'The session that sends it.',
      resolve: (row, _args, context) => sessionOf(row, context),
    }),
    chatId: t.expose('chatId', { type: 'Jid', description: 'Where to.' }),
    type: t.field({
      type: MessageType,
      description: 'What the message is going to be.',
      resolve: ({ type }) => type as Type,
    }),
    body: t.exposeString('body', { description: 'The text, or the caption. Empty if there is none.' }),
    sendAt: t.expose('sendAt', { type: 'DateTime', description: 'When it is to be sent.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'From then on it is not sent any more.' }),
    status: t.field({
      type: ScheduledMessageStatus,
      description: 'How it stands.',
      resolve: ({ status }) => status as Status,
    }),
    waMessageId: t.exposeID('messageId', {
      nullable: true,
      description: 'Documented id of the message it became; null before that is stored.',
    }),
    message: t.field({
      type: Message,
      nullable: true,
      description: 'The message it became; null before that is stored, and after it was deleted.',
      resolve: (row, _args, context) => loadersOf(context).messageOfSchedule.load(row),
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description:
        'Why it failed or expired: a code of the catalogue, or SEND_UNKNOWN if the gateway ended while it was being ' +
        'sent and nobody can tell whether it was. Null otherwise.',
    }),
    errorMessage: t.exposeString('errorMessage', { nullable: true, description: 'The same in words.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was scheduled.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was sent, failed, expired or was cancelled; null before.',
    }),
  }),
});

const ScheduledMessageEdge = builder.edgeObject({
  type: ScheduledMessage,
  name: 'ScheduledMessageEdge',
  description: 'A scheduled message with its place in the list.',
  access: 'viewer',
});
const ScheduledMessageConnection = builder.connectionObject(
  {
    type: ScheduledMessage,
    name: 'ScheduledMessageConnection',
    description: 'A page of scheduled messages, the one that is due first first.',
    access: 'viewer',
  },
  ScheduledMessageEdge,
);

const OPEN: readonly Status[] = ['scheduled', 'sending'];

const listArgs = () => ({
  ...builder.args((t) => ({
    statuses: t.field({
      type: [ScheduledMessageStatus],
      description: 'Only those that stand so. None: those that are not over, SCHEDULED and SENDING.',
    }),
  })),
  ...pageArgs(),
});
interface ListArgs {
  readonly statuses?: readonly Status[] | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

async function listed(sessionId: string, { statuses, first, after }: ListArgs, context: Context) {
  const [limit, position] = [first ?? PAGE_SIZE, scheduledCursor.parse(after)];
  const behind = { statuses: statuses && statuses.length > 0 ? statuses : OPEN, behind: position };
  const rows = await loadersOf(context).scheduled.load({ parent: sessionId, limit: limit + 1, behind });
  return {
    rows,
    page: (known: readonly ScheduledRow[]) => pageOf(known, limit, position !== undefined, scheduledCursor.of),
  };
}

builder.prismaObjectFields(Session, (t) => ({
  scheduledMessages: t.field({
    type: ScheduledMessageConnection,
    description: 'Messages that are to be sent later, the one that is due first first. What is over stays for 30 days.',
    rest: { omit: true },
    args: listArgs(),
    resolve: async (session, args, context) => {
      const { rows, page } = await listed(session.id, args, context);
      return page(ofSession(rows, session));
    },
  }),
}));

builder.queryFields((t) => ({
  scheduledMessages: t.field({
    type: ScheduledMessageConnection,
    description:
      'Messages of a session that are to be sent later, the one that is due first first. What is over stays for 30 days.',
    access: { role: 'viewer', session: 'sessionId' },
    args: { sessionId: t.arg.id({ required: true, description: 'The session.' }), ...listArgs() },
    resolve: async (_root, { sessionId, ...args }, context) => {
      context.services.schedules.requireSession(sessionId);
      const { rows, page } = await listed(sessionId, args, context);
      return page(rows);
    },
  }),
  scheduledMessage: t.field({
    type: ScheduledMessage,
    description: 'One scheduled message, also after it is over. Fails with NOT_FOUND if there is none of that id.',
    access: { role: 'viewer', session: 'sessionId' },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      id: t.arg.id({ required: true, description: 'Id of the schedule.' }),
    },
    resolve: (_root, { sessionId, id }, { services }) => services.schedules.get(sessionId, id),
  }),
}));

const ScheduleMessageInput = builder.inputType('ScheduleMessageInput', {
  description: 'A message to send later.',
  validate: rules({ mentions: mentionsRule }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends. It need not be connected now.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
    content: t.field({ type: MessageContentInput, required: true, description: 'What to send.' }),
    sendAt: t.field({ type: 'DateTime', required: true, description: 'When: in the future, at most 366 days ahead.' }),
    expiresAt: t.field({
      type: 'DateTime',
      description:
        'Not sent any more from then on, if the gateway or the session was down until then. Default an hour after ' +
        '`sendAt`, at most 7 days after it.',
    }),
    mentions: t.field({
      type: ['Jid'],
      description: 'People to mention, up to 1024. The text or caption says where: `@628123456789`.',
    }),
    quotedMessageId: t.id({ description: 'Id of a stored message of this chat that this one answers.' }),
  }),
});

builder.mutationFields((t) => ({
  scheduleMessage: t.field({
    type: ScheduledMessage,
    description:
      'Sends a message later, once, also if the gateway is started anew in between. A file is taken in now. At most ' +
      `${SCHEDULE_LIMITS.waiting} messages of a session may wait.`,
    access: { role: 'operator', session: 'input.sessionId' },
    args: {
      input: t.arg({ type: ScheduleMessageInput, required: true, description: 'What to send, where and when.' }),
      ...keyArgs(),
    },
    resolve: (_root, { input: { content, ...input } }, { services }) =>
      services.schedules.schedule({ ...input, content: contentOf(content) }),
  }),
  cancelScheduledMessage: t.field({
    type: ScheduledMessage,
    description:
      'Keeps a scheduled message from being sent. A second time nothing happens; fails with CONFLICT for one that is ' +
      'on its way or over.',
    access: { role: 'operator', session: 'sessionId' },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      id: t.arg.id({ required: true, description: 'Id of the schedule.' }),
    },
    resolve: (_root, { sessionId, id }, { services }) => services.schedules.cancel(sessionId, id),
  }),
}));
