import type { Ack, MessageStatus as Status } from '../../src/domain/ack.js';
import { NotFoundError } from '../../src/domain/errors.js';
import type { EventType as EventName } from '../../src/domain/event.js';
import type { JournalEvent } from '../../src/store/journal-reader.js';
import { builder } from '../builder.js';
import { sessionOf } from '../relations.js';
import { EVENT_TYPE_VALUES } from './event-values.js';
import { DisabledReason } from './webhook-enums.js';
import { AckEnum, MessageStatus } from './message.js';
import { Message, Session } from './rows.js';
import { SessionStatus } from './session-enums.js';

export const EventType = builder.enumType('EventType', {
  description: 'What happened.',
  values: EVENT_TYPE_VALUES,
});

export const Event = builder.interfaceRef<JournalEvent>('Event').implement({
  description: 'Something that happened and is stored. Every event has one place in the journal.',
  access: 'viewer',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the event, the same for everyone who gets it.' }),
    cursor: t.field({
      type: 'Cursor',
      description:
        'Its place in the journal. Subscribe with it as `after` to go on behind it, nothing missing, nothing twice.',
      resolve: (event, _args, { events }) => events.cursorOf(event),
    }),
    type: t.expose('type', { type: EventType, description: 'What happened.' }),
    sessionId: t.exposeID('sessionId', { description: 'The session it happened in.' }),
    session: t.field({
      type: Session,
      description: 'The session it happened in, as it is now.',
      resolve: (event, _args, context) => sessionOf(event, context),
    }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When the gateway learned of it.' }),
    data: t.field({
      type: 'JSONObject',
      description: 'The same body that webhooks get in `data`.',
      resolve: ({ data }) => data as unknown as Record<string, unknown>,
    }),
  }),
  resolveType: ({ type }) => TYPE_NAMES[type],
});

const TYPE_NAMES: Readonly<Record<EventName, string>> = {
  'message.received': 'MessageReceivedEvent',
  'message.sent': 'MessageSentEvent',
  'message.ack': 'MessageAckEvent',
  'message.failed': 'MessageFailedEvent',
  'message.revoked': 'MessageRevokedEvent',
  'message.reaction': 'MessageReactionEvent',
  'message.edited': 'MessageEditedEvent',
  'session.status': 'SessionStatusEvent',
  'session.qr': 'SessionQrEvent',
  'session.authenticated': 'SessionAuthenticatedEvent',
  'session.disconnected': 'SessionDisconnectedEvent',
  'call.received': 'CallReceivedEvent',
  'webhook.disabled': 'WebhookDisabledEvent',
};

const eventRef = <T extends EventName>(type: T) => builder.objectRef<JournalEvent<T>>(TYPE_NAMES[type]);

/** The message comes with the event, so that a subscriber costs no query. @throws NotFoundError once it was deleted */
const messageOf = ({ message, id }: JournalEvent) => {
  if (message === null) throw new NotFoundError('Message of event', id);
  return message;
};

export const MessageReceivedEvent = eventRef('message.received').implement({
  description: EVENT_TYPE_VALUES.MESSAGE_RECEIVED.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    message: t.field({ type: Message, description: 'The message.', resolve: messageOf }),
  }),
});

eventRef('message.sent').implement({
  description: EVENT_TYPE_VALUES.MESSAGE_SENT.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    message: t.field({ type: Message, description: 'The message.', resolve: messageOf }),
  }),
});

export const MessageAckEvent = eventRef('message.ack').implement({
  description: EVENT_TYPE_VALUES.MESSAGE_ACK.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    message: t.field({ type: Message, description: 'The message, as it is now.', resolve: messageOf }),
    waMessageId: t.id({ description: 'Documented id of the message.', resolve: ({ data }) => data.id }),
    ack: t.field({
      type: AckEnum,
      description: 'How far it got. PLAYED is shown as READ, as documented.',
      resolve: ({ data }) => data.ack as Ack,
    }),
    status: t.field({
      type: MessageStatus,
      description: 'How far it got, in the documented words.',
      resolve: ({ data }) => data.status,
    }),
  }),
});

eventRef('message.failed').implement({
  description: EVENT_TYPE_VALUES.MESSAGE_FAILED.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    message: t.field({ type: Message, description: 'The message, as it is now.', resolve: messageOf }),
    waMessageId: t.id({ description: 'Documented id of the message.', resolve: ({ data }) => data.id }),
    status: t.field({
      type: MessageStatus,
      description: 'Always FAILED.',
      resolve: ({ data }): Status => data.status,
    }),
  }),
});

eventRef('message.revoked').implement({
  description: EVENT_TYPE_VALUES.MESSAGE_REVOKED.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    /** Not `message`: one field name of two nullabilities could not be asked for together. */
    original: t.field({
      type: Message,
      nullable: true,
      description: 'The message, emptied; null if it was never stored.',
      resolve: ({ message }) => message,
    }),
    waMessageId: t.id({ description: 'Documented id of the message.', resolve: ({ data }) => data.id }),
    chatId: t.field({ type: 'Jid', description: 'The chat it was in.', resolve: ({ data }) => data.chatId }),
  }),
});

eventRef('message.reaction').implement({
  description: EVENT_TYPE_VALUES.MESSAGE_REACTION.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    message: t.field({
      type: Message,
      description: 'The message that was reacted to, as it is now.',
      resolve: messageOf,
    }),
    waMessageId: t.id({ description: 'Documented id of the message.', resolve: ({ data }) => data.messageId }),
    chatId: t.field({ type: 'Jid', description: 'The chat it is in.', resolve: ({ data }) => data.chatId }),
    senderId: t.field({ type: 'Jid', description: 'Who reacted.', resolve: ({ data }) => data.senderId }),
    reaction: t.string({
      description: 'The emoji; empty if the reaction was taken back.',
      resolve: ({ data }) => data.reaction,
    }),
    reactions: t.field({
      type: 'JSONObject',
      description: 'Sender to emoji, after this reaction was applied.',
      resolve: ({ data }) => data.reactions,
    }),
  }),
});

eventRef('message.edited').implement({
  description: EVENT_TYPE_VALUES.MESSAGE_EDITED.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    message: t.field({ type: Message, description: 'The message, as it is now.', resolve: messageOf }),
    waMessageId: t.id({ description: 'Documented id of the message.', resolve: ({ data }) => data.id }),
    chatId: t.field({ type: 'Jid', description: 'The chat it is in.', resolve: ({ data }) => data.chatId }),
    body: t.string({ description: 'The text since this edit.', resolve: ({ data }) => data.body }),
    previousBody: t.string({ description: 'The text before it.', resolve: ({ data }) => data.previousBody }),
    editedAt: t.field({
      type: 'DateTime',
      description: 'When WhatsApp says it was edited, to the second.',
      resolve: ({ data }) => new Date(data.timestamp * 1000),
    }),
  }),
});

export const SessionStatusEvent = eventRef('session.status').implement({
  description: EVENT_TYPE_VALUES.SESSION_STATUS.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    status: t.field({
      type: SessionStatus,
      description: 'The state it is in now.',
      resolve: ({ data }) => data.status,
    }),
  }),
});

export const SessionQrEvent = eventRef('session.qr').implement({
  description: `${EVENT_TYPE_VALUES.SESSION_QR.description} Needs the role operator; viewers do not get these events.`,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    qr: t.string({
      access: 'operator',
      description: 'The QR code, a PNG as data URL.',
      resolve: ({ data }) => data.qr,
    }),
    data: t.field({
      type: 'JSONObject',
      access: 'operator',
      description: 'The same body that webhooks get in `data`.',
      resolve: ({ data }) => ({ ...data }),
    }),
  }),
});

eventRef('session.authenticated').implement({
  description: EVENT_TYPE_VALUES.SESSION_AUTHENTICATED.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    phone: t.string({ description: 'Number of the account.', resolve: ({ data }) => data.phone }),
    pushName: t.string({
      nullable: true,
      description: 'Name the account gives itself.',
      resolve: ({ data }) => data.pushName,
    }),
  }),
});

eventRef('session.disconnected').implement({
  description: EVENT_TYPE_VALUES.SESSION_DISCONNECTED.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    reason: t.string({ description: 'Why, in words.', resolve: ({ data }) => data.reason }),
  }),
});

eventRef('call.received').implement({
  description: EVENT_TYPE_VALUES.CALL_RECEIVED.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    callId: t.id({ description: 'Id of the call, for rejecting it.', resolve: ({ data }) => data.callId }),
    from: t.field({ type: 'Jid', description: 'Who calls.', resolve: ({ data }) => data.from }),
    isVideo: t.boolean({ description: 'Whether it is a video call.', resolve: ({ data }) => data.isVideo }),
    isGroup: t.boolean({ description: 'Whether several people are called.', resolve: ({ data }) => data.isGroup }),
    calledAt: t.field({
      type: 'DateTime',
      description: 'When WhatsApp says the call began, to the second.',
      resolve: ({ data }) => new Date(data.timestamp * 1000),
    }),
  }),
});

eventRef('webhook.disabled').implement({
  description: EVENT_TYPE_VALUES.WEBHOOK_DISABLED.description,
  access: 'viewer',
  interfaces: [Event],
  fields: (t) => ({
    webhookId: t.id({ description: 'Id of the webhook.', resolve: ({ data }) => data.webhookId }),
    disabledReason: t.field({
      type: DisabledReason,
      description: 'Why it was switched off.',
      resolve: ({ data }) => data.reason,
    }),
    failingSince: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when every try had failed, to the second; null unless that was the reason.',
      resolve: ({ data }) => (data.failingSince === null ? null : new Date(data.failingSince * 1000)),
    }),
  }),
});
