import type { SessionStatus as Status } from '../../src/domain/session.js';
import { builder } from '../builder.js';
import { matching, rules, url } from '../rules.js';
import { Session } from './rows.js';
import { Engine, ProxyType, SessionStatus } from './session-enums.js';

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

const CreateSessionInput = builder.inputType('CreateSessionInput', {
  description: 'A session to create.',
  validate: rules({
    name: matching(/^[a-zA-Z0-9-]+$/, 50).min(3, 'must be longer than or equal to 3 characters'),
    proxyUrl: url(['http', 'https', 'socks4', 'socks5'], 255).nullish(),
  }),
  fields: (t) => ({
    name: t.string({ required: true, description: 'A label: 3 to 50 letters, digits and hyphens. Unique.' }),
    engine: t.field({ type: Engine, description: 'The library that speaks for it; ENGINE_TYPE unless told.' }),
    config: t.field({
      type: 'JSONObject',
      description:
        'Kept as it is. Read from it: `maxReconnectAttempts` (0 to 20, usually 5) and `reconnectBaseDelay` (1000 to 300000 milliseconds, usually 5000; 1000 on Baileys).',
    }),
    proxyUrl: t.string({ description: 'Proxy for this session, with its scheme: `socks5://10.0.0.5:1080`.' }),
    proxyType: t.field({
      type: ProxyType,
      description: 'How the proxy is spoken to; by the scheme of `proxyUrl` unless told.',
    }),
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
        'Starts the engine. Answers once it works, usually before the link is there: follow `sessionStatus`. Fails with ' +
        'SESSION_NOT_FOUND; with SESSION_ALREADY_STARTED; with ENGINE_FAILED, and the session is FAILED then.',
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
      description:
        'Stops the engine and keeps the link: the next start needs no QR code. Fails with SESSION_NOT_FOUND, not for one that is stopped.',
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
      description: 'As `stopSession`, without asking the engine: for one that hangs.',
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
      description:
        'Stops a session and removes it with its messages, webhooks and link. Answers its id. Fails with SESSION_NOT_FOUND.',
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
      description:
        'Asks for a code that links the session when it is typed on the phone, instead of the QR code. Fails with ' +
        'SESSION_NOT_STARTED; with SESSION_ALREADY_PAIRED; with QR_NOT_READY, to be tried again in a moment.',
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
