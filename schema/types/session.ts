import { GatewayError, type ErrorCode } from '../../src/domain/errors.js';
import type { EngineKind, ProxyType as ProxyTypeName, SessionStatus as Status } from '../../src/domain/session.js';
import { builder } from '../builder.js';
import { chatCursor, messageCursor, PAGE_SIZE, pageArgs, pageOf } from '../connection.js';
import { loadersOf } from '../loaders.js';
import { ofSession } from '../relations.js';
import { whole } from '../rules.js';
import { ChatConnection } from './chat.js';
import { MessageConnection } from './message.js';
import { Chat, Session, Webhook } from './rows.js';
import { CapabilityEnum, Engine, ProxyType, SessionStatus } from './session-enums.js';

/** Why there may be no QR code to show; none of them is a fault. */
const NO_QR: readonly ErrorCode[] = ['QR_NOT_READY', 'SESSION_NOT_STARTED', 'SESSION_ALREADY_PAIRED'];

/** A proxy's address without what would let others use it. */
function withoutPassword(proxyUrl: string): string {
  const address = new URL(proxyUrl);
  if (address.username === '' && address.password === '') return proxyUrl;
  address.username = '***';
  address.password = '';
  return address.href;
}

builder.prismaObjectFields(Session, (t) => ({
  id: t.exposeID('id', { description: 'Id of the session, a UUID.' }),
  name: t.exposeString('name', { description: "The operator's label, unique." }),
  status: t.field({
    type: SessionStatus,
    description: 'Its state.',
    resolve: ({ status }) => status as Status,
  }),
  engine: t.field({
    type: Engine,
    description: 'The library that speaks for it.',
    rest: { omit: true },
    resolve: ({ engine }) => engine as EngineKind,
  }),
  capabilities: t.field({
    type: [CapabilityEnum],
    description: 'What its engine can do.',
    rest: { omit: true },
    resolve: ({ engine }, _args, { services }) => [...services.sessions.capabilities(engine as EngineKind)],
  }),
  phone: t.exposeString('phone', {
    nullable: true,
    description: 'Number of the account; null before it was linked.',
  }),
  pushName: t.exposeString('pushName', { nullable: true, description: 'Name the account gives itself.' }),
  connectedAt: t.expose('connectedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When it last became ready.',
  }),
  lastActiveAt: t.expose('lastActiveAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When something last came in or went out.',
    rest: { name: 'lastActive' },
  }),
  lastError: t.exposeString('lastError', { nullable: true, description: 'Why it is FAILED; null otherwise.' }),
  config: t.field({
    type: 'JSONObject',
    access: 'operator',
    description: 'Settings it was created with.',
    rest: { omit: true },
    resolve: ({ config }) => config as Record<string, unknown>,
  }),
  proxyUrl: t.string({
    nullable: true,
    access: 'operator',
    description: 'The proxy it was created with, without user and password.',
    rest: { omit: true },
    resolve: ({ proxyUrl }) => (proxyUrl === null ? null : withoutPassword(proxyUrl)),
  }),
  proxyType: t.field({
    type: ProxyType,
    nullable: true,
    access: 'operator',
    description: 'How that proxy is spoken to.',
    rest: { omit: true },
    resolve: ({ proxyType }) => proxyType as ProxyTypeName | null,
  }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
  updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  qr: t.string({
    nullable: true,
    access: 'operator',
    description: 'The QR code to scan, a PNG as data URL; null while there is none. It changes: see `sessionQr`.',
    rest: { omit: true },
    resolve: async ({ id }, _args, { services }) => {
      try {
        return (await services.sessions.qr(id)).qrCode;
      } catch (error) {
        if (error instanceof GatewayError && NO_QR.includes(error.code)) return null;
        throw error;
      }
    },
  }),
  chats: t.field({
    type: ChatConnection,
    description: 'Stored chats, the one with the newest message first.',
    rest: { omit: true },
    args: pageArgs(),
    resolve: async (session, { first, after }, context) => {
      const [limit, behind] = [first ?? PAGE_SIZE, chatCursor.parse(after)];
      const rows = await loadersOf(context).chats.load({ parent: session.id, limit: limit + 1, behind });
      return pageOf(ofSession(rows, session), limit, behind !== undefined, chatCursor.of);
    },
  }),
  chat: t.field({
    type: Chat,
    nullable: true,
    description: 'A stored chat, found under any address of the person; null if there is none.',
    rest: { omit: true },
    args: { chatId: t.arg({ type: 'Jid', required: true, description: 'Address of the chat.' }) },
    resolve: ({ id }, { chatId }, { services }) => services.chats.find(id, chatId),
  }),
  messages: t.field({
    type: MessageConnection,
    description: 'Stored messages of all chats, newest first.',
    rest: { omit: true },
    args: pageArgs(),
    resolve: async (session, { first, after }, context) => {
      const [limit, behind] = [first ?? PAGE_SIZE, messageCursor.parse(after)];
      const rows = await loadersOf(context).messages.load({ parent: session.id, limit: limit + 1, behind });
      return pageOf(ofSession(rows, session), limit, behind !== undefined, messageCursor.of);
    },
  }),
  webhooks: t.field({
    type: [Webhook],
    access: 'operator',
    description: 'Where its events are posted to, newest first.',
    rest: { omit: true },
    resolve: async (session, _args, context) => [
      ...ofSession(await loadersOf(context).webhooks.load(session.id), session),
    ],
  }),
}));

const SessionQr = builder.objectRef<{ readonly qrCode: string; readonly status: Status }>('SessionQr').implement({
  description: 'The QR code that links a session.',
  access: 'operator',
  fields: (t) => ({
    qrCode: t.exposeString('qrCode', { description: 'PNG as data URL. Good for about a minute.' }),
    status: t.expose('status', { type: SessionStatus, description: 'State of the session.' }),
  }),
});

interface Memory {
  readonly heapUsed: number;
  readonly heapTotal: number;
  readonly rss: number;
}
const MemoryUsage = builder.objectRef<Memory>('MemoryUsage').implement({
  description: 'Memory of the gateway, in megabytes.',
  access: 'viewer',
  fields: (t) => ({
    heapUsed: t.exposeFloat('heapUsed', { description: 'JavaScript objects in use.' }),
    heapTotal: t.exposeFloat('heapTotal', { description: 'Set aside for JavaScript objects.' }),
    rss: t.exposeFloat('rss', { description: 'All of the process.' }),
  }),
});

interface Overview {
  readonly total: number;
  readonly active: number;
  readonly ready: number;
  readonly disconnected: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly memoryUsage: Memory;
}
const SessionsOverview = builder.objectRef<Overview>('SessionsOverview').implement({
  description: 'How many sessions there are, of those the key may use.',
  access: 'viewer',
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'All.' }),
    active: t.exposeInt('active', { description: 'With a running engine.' }),
    ready: t.exposeInt('ready', { description: 'Linked and usable.' }),
    disconnected: t.exposeInt('disconnected', { description: 'Stopped, or without a link.' }),
    byStatus: t.expose('byStatus', {
      type: 'JSONObject',
      description: 'How many in each state, by its documented word: `{"ready": 2}`.',
    }),
    memoryUsage: t.expose('memoryUsage', { type: MemoryUsage, description: 'Memory of the gateway.' }),
  }),
});

builder.queryFields((t) => ({
  sessions: t.field({
    type: [Session],
    description: 'Sessions the key may use, newest first.',
    access: 'viewer',
    rest: {
      method: 'GET',
      path: '/api/sessions',
      status: 200,
      tag: 'sessions',
      args: { limit: { from: 'query', lenient: true }, offset: { from: 'query', lenient: true } },
    },
    args: {
      limit: t.arg.int({ defaultValue: 1000, description: 'How many, 1 to 1000.', validate: whole(1, 1000) }),
      offset: t.arg.int({ defaultValue: 0, description: 'How many to skip.', validate: whole(0) }),
    },
    resolve: (_root, { limit, offset }, { services, caller }) =>
      services.sessions.list(caller!, { limit: limit ?? 1000, offset: offset ?? 0 }),
  }),
  session: t.field({
    type: Session,
    nullable: true,
    description: 'A session. Fails with SESSION_NOT_FOUND.',
    access: { role: 'viewer', session: 'id' },
    rest: {
      method: 'GET',
      path: '/api/sessions/{id}',
      status: 200,
      tag: 'sessions',
      args: { id: { from: 'path', uuid: true } },
      errors: [404],
    },
    args: { id: t.arg.id({ required: true, description: 'Id of the session.' }) },
    resolve: (_root, { id }, { services }) => services.sessions.get(id),
  }),
  sessionQr: t.field({
    type: SessionQr,
    nullable: true,
    description:
      'The QR code of a session that waits for its phone. Fails with SESSION_NOT_STARTED, SESSION_ALREADY_PAIRED or QR_NOT_READY.',
    access: { role: 'operator', session: 'id' },
    rest: {
      method: 'GET',
      path: '/api/sessions/{id}/qr',
      status: 200,
      tag: 'sessions',
      args: { id: { from: 'path', uuid: true } },
      errors: [404],
    },
    args: { id: t.arg.id({ required: true, description: 'Id of the session.' }) },
    resolve: (_root, { id }, { services }) => services.sessions.qr(id),
  }),
  sessionsOverview: t.field({
    type: SessionsOverview,
    description: 'How many sessions there are, by state, and the memory they take.',
    access: 'viewer',
    rest: { method: 'GET', path: '/api/sessions/stats/overview', status: 200, tag: 'sessions' },
    resolve: (_root, _args, { services, caller }) => services.sessions.overview(caller!),
  }),
}));
