import { z } from 'zod';
import { GatewayError, type ErrorCode } from '../../src/domain/errors.js';
import type { EngineKind, ProxyType as ProxyTypeName, SessionStatus as Status } from '../../src/domain/session.js';
import type { Capability } from '../../src/engine/port.js';
import { builder } from '../builder.js';
import { chatCursor, messageCursor, PAGE_SIZE, pageArgs, pageOf } from '../connection.js';
import { loadersOf } from '../loaders.js';
import { ofSession } from '../relations.js';
import { matching, rules, url, whole } from '../rules.js';
import { ChatConnection } from './chat.js';
import { MessageConnection } from './message.js';
import { Chat, Session, Webhook } from './rows.js';

export const SessionStatus = builder.enumType('SessionStatus', {
  description: 'State of a session.',
  values: {
    CREATED: { value: 'created', description: 'Never started.' },
    INITIALIZING: {
      value: 'initializing',
      description: 'The engine starts, or finds its way back after a dropped link.',
    },
    QR_READY: { value: 'qr_ready', description: 'Waits for the phone: scan the QR code or type a pairing code.' },
    AUTHENTICATING: { value: 'authenticating', description: 'The phone accepted; the session is not usable yet.' },
    READY: { value: 'ready', description: 'Linked and usable.' },
    DISCONNECTED: { value: 'disconnected', description: 'Stopped, or the link was lost.' },
    FAILED: { value: 'failed', description: 'Given up; `lastError` says why. Start it again to try anew.' },
  } as const,
});

const Engine = builder.enumType('Engine', {
  description: 'The library that speaks for a session.',
  values: { BAILEYS: { value: 'baileys', description: 'Baileys: a WebSocket, no browser.' } } as const,
});

const CapabilityEnum = builder.enumType('Capability', {
  description: 'What an engine can do. What is not in the list of a session fails with NOT_IMPLEMENTED.',
  values: {
    PAIRING_CODE: { description: 'Link by typing a code on the phone.' },
    SEND_TEXT: { description: 'Send texts.' },
    CHECK_NUMBER: { description: 'Tell whether a number is on WhatsApp.' },
    TYPING: { description: 'Show the other side that somebody is typing.' },
  } as const satisfies Record<Capability, { description: string }>,
});

const ProxyType = builder.enumType('ProxyType', {
  description: 'How a proxy is spoken to.',
  values: {
    HTTP: { value: 'http', description: 'HTTP CONNECT.' },
    HTTPS: { value: 'https', description: 'HTTP CONNECT over TLS.' },
    SOCKS4: { value: 'socks4', description: 'SOCKS 4.' },
    SOCKS5: { value: 'socks5', description: 'SOCKS 5.' },
  } as const,
});

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
    description: 'A stored chat; null if there is none under that address.',
    rest: { omit: true },
    args: { chatId: t.arg({ type: 'Jid', required: true, description: 'Address of the chat.' }) },
    resolve: ({ id }, { chatId }, context) => loadersOf(context).chat.load({ sessionId: id, chatId }),
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

const PairingCode = builder
  .objectRef<{ readonly pairingCode: string; readonly status: Status }>('PairingCode')
  .implement({
    description: 'The code that links a session without a camera.',
    access: 'operator',
    fields: (t) => ({
      pairingCode: t.exposeString('pairingCode', { description: '8 characters to type on the phone.' }),
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

const CreateSessionInput = builder.inputType('CreateSessionInput', {
  description: 'A session to create.',
  validate: rules({
    name: matching(/^[a-zA-Z0-9-]+$/, 50).min(3, 'must be longer than or equal to 3 characters'),
    config: z.looseObject({ maxReconnectAttempts: z.unknown(), reconnectBaseDelay: z.unknown() }).partial().nullish(),
    proxyUrl: url(['http', 'https', 'socks4', 'socks5'], 255).nullish(),
  }),
  fields: (t) => ({
    name: t.string({ required: true, description: 'A label: 3 to 50 letters, digits and hyphens. Unique.' }),
    engine: t.field({ type: Engine, description: 'The library that speaks for it; ENGINE_TYPE unless told.' }),
    config: t.field({
      type: 'JSONObject',
      description:
        'Kept as it is. Read from it: `maxReconnectAttempts` (0 to 20) and `reconnectBaseDelay` (1000 to 300000 milliseconds).',
    }),
    proxyUrl: t.string({ description: 'Proxy for this session, with its scheme: `socks5://10.0.0.5:1080`.' }),
    proxyType: t.field({ type: ProxyType, description: 'How the proxy is spoken to.' }),
  }),
});

const RequestPairingCodeInput = builder.inputType('RequestPairingCodeInput', {
  description: 'Which account to link by a code.',
  validate: rules({ phoneNumber: matching(/^[0-9]{6,15}$/) }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session: started and not linked yet.' }),
    phoneNumber: t.string({
      required: true,
      description: 'Number of the account: 6 to 15 digits, country code first.',
    }),
  }),
});

builder.mutationFields((t) => {
  const id = () => t.arg.id({ required: true, description: 'Id of the session.' });
  const path = { id: { from: 'path', uuid: true } } as const;
  return {
    createSession: t.field({
      type: Session,
      description: 'Creates a session; it is not started. Fails with CONFLICT if the name is taken.',
      access: 'operator',
      rest: {
        method: 'POST',
        path: '/api/sessions',
        status: 201,
        tag: 'sessions',
        selection:
          '{ id name status phone pushName connectedAt lastActive: lastActiveAt lastActiveAt lastError createdAt updatedAt config proxyUrl proxyType }',
        errors: [409],
      },
      args: { input: t.arg({ type: CreateSessionInput, required: true, description: 'The session to create.' }) },
      resolve: (_root, { input }, { services }) =>
        services.sessions.create({
          ...input,
          config: input.config ?? undefined,
          engine: input.engine ?? undefined,
        }),
    }),
    startSession: t.field({
      type: Session,
      description:
        'Starts the engine. Answers once it works, usually before the link is there: follow `sessionStatus`.',
      access: { role: 'operator', session: 'id' },
      rest: {
        method: 'POST',
        path: '/api/sessions/{id}/start',
        status: 200,
        tag: 'sessions',
        args: path,
        errors: [404],
      },
      args: { id: id() },
      resolve: (_root, args, { services }) => services.sessions.start(args.id),
    }),
    stopSession: t.field({
      type: Session,
      description: 'Stops the engine and keeps the link: the next start needs no QR code.',
      access: { role: 'operator', session: 'id' },
      rest: {
        method: 'POST',
        path: '/api/sessions/{id}/stop',
        status: 200,
        tag: 'sessions',
        args: path,
        errors: [404],
      },
      args: { id: id() },
      resolve: (_root, args, { services }) => services.sessions.stop(args.id),
    }),
    forceKillSession: t.field({
      type: Session,
      description: 'As stopSession, without asking the engine: for one that hangs.',
      access: { role: 'operator', session: 'id' },
      rest: {
        method: 'POST',
        path: '/api/sessions/{id}/force-kill',
        status: 200,
        tag: 'sessions',
        args: path,
        errors: [404],
      },
      args: { id: id() },
      resolve: (_root, args, { services }) => services.sessions.forceKill(args.id),
    }),
    deleteSession: t.id({
      description: 'Stops a session and removes it with its messages, webhooks and link. Answers its id.',
      access: { role: 'operator', session: 'id' },
      rest: {
        method: 'DELETE',
        path: '/api/sessions/{id}',
        status: 204,
        tag: 'sessions',
        result: 'empty',
        args: path,
        errors: [404],
      },
      args: { id: id() },
      resolve: async (_root, args, { services }) => {
        await services.sessions.delete(args.id);
        return args.id;
      },
    }),
    requestPairingCode: t.field({
      type: PairingCode,
      description: 'Asks for a code that links the session when it is typed on the phone, instead of the QR code.',
      access: { role: 'operator', session: 'input.sessionId' },
      rest: {
        method: 'POST',
        path: '/api/sessions/{id}/pairing-code',
        status: 201,
        tag: 'sessions',
        args: { 'input.sessionId': { from: 'path', name: 'id', uuid: true } },
        errors: [404],
      },
      args: {
        input: t.arg({ type: RequestPairingCodeInput, required: true, description: 'Which account to link.' }),
      },
      resolve: (_root, { input: { sessionId, phoneNumber } }, { services }) =>
        services.sessions.requestPairingCode(sessionId, phoneNumber),
    }),
  };
});
