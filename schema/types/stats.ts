import type {
  MessageStatistics as MessageStats,
  SessionStatistics as SessionStats,
  StatsOverview as Overview,
  Traffic as TrafficShape,
} from '../../src/services/stats-service.js';
import type { ChatCount as ChatCountShape } from '../../src/store/message-stats.js';
import { builder } from '../builder.js';
import { Session } from './rows.js';

const StatsPeriodEnum = builder.enumType('StatsPeriod', {
  description: 'How far back statistics go.',
  values: {
    DAY: { value: '24h', description: 'Twenty-four hours, by the hour.' },
    WEEK: { value: '7d', description: 'Seven days, by the day.' },
    MONTH: { value: '30d', description: 'Thirty days, by the day.' },
  } as const,
});

const Traffic = builder.objectRef<TrafficShape>('Traffic').implement({
  description: 'Messages out and in.',
  access: 'viewer',
  fields: (t) => ({
    sent: t.exposeInt('sent', { description: 'Sent by the account, on whichever device.' }),
    received: t.exposeInt('received', { description: 'Received.' }),
  }),
});

const MessageCounts = builder.objectRef<Overview['messages']>('MessageCounts').implement({
  description: 'How many messages are stored.',
  access: 'viewer',
  fields: (t) => ({
    sent: t.exposeInt('sent', { description: 'Sent, without those that failed.' }),
    received: t.exposeInt('received', { description: 'Received.' }),
    failed: t.exposeInt('failed', { description: 'That WhatsApp or the engine refused.' }),
    today: t.expose('today', { type: Traffic, description: 'Since midnight UTC.' }),
  }),
});

const SessionCounts = builder.objectRef<Overview['sessions']>('SessionCounts').implement({
  description: 'How many sessions there are.',
  access: 'admin',
  fields: (t) => ({
    active: t.exposeInt('active', { description: 'With a running engine.' }),
    total: t.exposeInt('total', { description: 'All.' }),
    byStatus: t.expose('byStatus', {
      type: 'JSONObject',
      description: 'How many in each state, by its documented word.',
    }),
  }),
});

const StatsOverview = builder.objectRef<Overview>('StatsOverview').implement({
  description: 'The gateway in numbers.',
  access: 'admin',
  fields: (t) => ({
    sessions: t.expose('sessions', { type: SessionCounts, description: 'Sessions.' }),
    messages: t.expose('messages', { type: MessageCounts, description: 'Messages.' }),
  }),
});

const ChatCount = builder.objectRef<ChatCountShape>('ChatCount').implement({
  description: 'How busy a chat is.',
  access: 'viewer',
  fields: (t) => ({
    sessionId: t.exposeID('sessionId', { description: 'The session it is in.' }),
    chatId: t.expose('chatId', { type: 'Jid', description: 'Address of the chat.' }),
    name: t.exposeString('name', { description: 'Its name; empty if it is not known.' }),
    messageCount: t.exposeInt('count', { description: 'Messages out and in.' }),
  }),
});

const TrafficStep = builder.objectRef<MessageStats['timeSeries'][number]>('TrafficStep').implement({
  description: 'Messages of one hour or day.',
  access: 'admin',
  fields: (t) => ({
    timestamp: t.expose('timestamp', { type: 'DateTime', description: 'When it began, UTC.' }),
    sent: t.exposeInt('sent', { description: 'Sent.' }),
    received: t.exposeInt('received', { description: 'Received.' }),
  }),
});

const SessionTraffic = builder.objectRef<MessageStats['bySession'][number]>('SessionTraffic').implement({
  description: 'Messages of one session.',
  access: 'admin',
  fields: (t) => ({
    sessionId: t.exposeID('sessionId', { description: 'The session.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    sent: t.exposeInt('sent', { description: 'Sent.' }),
    received: t.exposeInt('received', { description: 'Received.' }),
  }),
});

const MessageStatistics = builder.objectRef<MessageStats>('MessageStatistics').implement({
  description: 'Messages of a period.',
  access: 'admin',
  fields: (t) => ({
    timeSeries: t.field({
      type: [TrafficStep],
      description: 'Hour by hour or day by day, the current one last.',
      resolve: ({ timeSeries }) => [...timeSeries],
    }),
    byType: t.expose('byType', { type: 'JSONObject', description: 'How many of each type: `{"text": 12}`.' }),
    bySession: t.field({
      type: [SessionTraffic],
      description: 'Session by session; those without messages are left out.',
      resolve: ({ bySession }) => [...bySession],
    }),
    topChats: t.field({
      type: [ChatCount],
      description: 'The ten busiest chats.',
      resolve: ({ topChats }) => [...topChats],
    }),
  }),
});

const HourOfDay = builder.objectRef<SessionStats['hourlyActivity'][number]>('HourOfDay').implement({
  description: 'Messages of one hour.',
  access: 'viewer',
  fields: (t) => ({
    hour: t.exposeInt('hour', { description: 'Hour of the day, 0 to 23, UTC.' }),
    sent: t.exposeInt('sent', { description: 'Sent.' }),
    received: t.exposeInt('received', { description: 'Received.' }),
  }),
});

const SessionStatistics = builder.objectRef<SessionStats>('SessionStatistics').implement({
  description: 'A session in numbers.',
  access: 'viewer',
  fields: (t) => ({
    session: t.expose('session', { type: Session, description: 'The session.' }),
    messages: t.expose('messages', { type: MessageCounts, description: 'Its messages.' }),
    topChats: t.field({
      type: [ChatCount],
      description: 'Its ten busiest chats of the last 24 hours.',
      resolve: ({ topChats }) => [...topChats],
    }),
    hourlyActivity: t.field({
      type: [HourOfDay],
      description: 'The last 24 hours, by hour of the day.',
      resolve: ({ hourlyActivity }) => [...hourlyActivity],
    }),
  }),
});

builder.queryFields((t) => ({
  statsOverview: t.field({
    type: StatsOverview,
    description: 'The gateway in numbers, over the sessions the key may use.',
    access: 'admin',
    rest: { method: 'GET', path: '/api/stats/overview', status: 200, tag: 'statistics' },
    resolve: (_root, _args, { services, caller }) => services.stats.overview(caller!),
  }),
  messageStats: t.field({
    type: MessageStatistics,
    description: 'Messages of a period, over the sessions the key may use.',
    access: 'admin',
    rest: { method: 'GET', path: '/api/stats/messages', status: 200, tag: 'statistics' },
    args: { period: t.arg({ type: StatsPeriodEnum, defaultValue: '24h', description: 'How far back.' }) },
    resolve: (_root, { period }, { services, caller }) => services.stats.messages(caller!, period ?? '24h'),
  }),
  sessionStats: t.field({
    type: SessionStatistics,
    nullable: true,
    description: 'A session in numbers. Fails with SESSION_NOT_FOUND.',
    access: { role: 'viewer', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/stats/sessions/{sessionId}',
      status: 200,
      tag: 'statistics',
      selection: '{ session { id name status phone } messages topChats hourlyActivity }',
      errors: [404],
    },
    args: { sessionId: t.arg.id({ required: true, description: 'The session.' }) },
    resolve: (_root, { sessionId }, { services }) => services.stats.session(sessionId),
  }),
}));
