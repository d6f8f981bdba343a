import {
  execute,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  getNamedType,
  parse,
  subscribe,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import type { Context } from '../../schema/context.js';
import { schema } from '../../schema/index.js';
import { accessOf, type AccessRole } from '../../schema/metadata.js';
import { GatewayError } from '../../src/domain/errors.js';
import type { Caller } from '../../src/domain/role.js';
import { caller, shown, unlimited } from './fixture.js';

const SESSION = '5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4';
const OTHER = '00000000-0000-4000-8000-000000000000';

/** The documented roles (behaviour.md 1.3), field by field; a new field has to be entered here. */
const EXPECTED: Record<string, { role: AccessRole; session?: boolean }> = {
  'Query.health': { role: 'public' },
  'Query.liveness': { role: 'public' },
  'Query.readiness': { role: 'public' },
  'Query.me': { role: 'viewer' },
  'Query.apiKeys': { role: 'admin' },
  'Query.apiKey': { role: 'admin' },
  'Query.sessions': { role: 'viewer' },
  'Query.session': { role: 'viewer', session: true },
  'Query.sessionQr': { role: 'operator', session: true },
  'Query.engines': { role: 'viewer' },
  'Query.sessionsOverview': { role: 'viewer' },
  'Query.liveHistory': { role: 'viewer', session: true },
  'Query.messages': { role: 'viewer', session: true },
  'Query.chats': { role: 'viewer', session: true },
  'Query.contacts': { role: 'viewer', session: true },
  'Query.contact': { role: 'viewer', session: true },
  'Query.profilePicture': { role: 'viewer', session: true },
  'Query.statuses': { role: 'viewer', session: true },
  'Query.contactStatuses': { role: 'viewer', session: true },
  'Query.catalog': { role: 'viewer', session: true },
  'Query.products': { role: 'viewer', session: true },
  'Query.product': { role: 'viewer', session: true },
  'Mutation.sendProduct': { role: 'operator', session: true },
  'Mutation.sendCatalog': { role: 'operator', session: true },
  'Query.profilePictures': { role: 'viewer', session: true },
  'Query.messageReactions': { role: 'viewer', session: true },
  'Query.contactPhone': { role: 'viewer', session: true },
  'Query.groups': { role: 'viewer', session: true },
  'Query.group': { role: 'viewer', session: true },
  'Query.groupInviteCode': { role: 'viewer', session: true },
  'Query.labels': { role: 'viewer', session: true },
  'Query.label': { role: 'viewer', session: true },
  'Query.chatLabels': { role: 'viewer', session: true },
  'Query.channels': { role: 'viewer', session: true },
  'Query.channel': { role: 'viewer', session: true },
  'Query.channelMessages': { role: 'viewer', session: true },
  'Query.checkNumber': { role: 'viewer', session: true },
  'Query.webhooks': { role: 'operator' },
  'Query.sessionWebhooks': { role: 'operator', session: true },
  'Query.webhook': { role: 'operator', session: true },
  'Query.deliveryFailures': { role: 'admin', session: true },
  'Mutation.createApiKey': { role: 'admin' },
  'Mutation.updateApiKey': { role: 'admin' },
  'Mutation.revokeApiKey': { role: 'admin' },
  'Mutation.deleteApiKey': { role: 'admin' },
  'Mutation.createSession': { role: 'operator' },
  'Mutation.startSession': { role: 'operator', session: true },
  'Mutation.stopSession': { role: 'operator', session: true },
  'Mutation.forceKillSession': { role: 'operator', session: true },
  'Mutation.deleteSession': { role: 'operator', session: true },
  'Mutation.requestPairingCode': { role: 'operator', session: true },
  'Mutation.sendText': { role: 'operator', session: true },
  'Mutation.markChatRead': { role: 'operator', session: true },
  'Mutation.markChatUnread': { role: 'operator', session: true },
  'Mutation.deleteChat': { role: 'operator', session: true },
  'Mutation.setPresence': { role: 'operator', session: true },
  'Mutation.blockContact': { role: 'operator', session: true },
  'Mutation.unblockContact': { role: 'operator', session: true },
  'Query.statsOverview': { role: 'admin' },
  'Query.messageStats': { role: 'admin' },
  'Query.sessionStats': { role: 'viewer', session: true },
  'Query.searchMessages': { role: 'operator', session: true },
  'Query.infraHealth': { role: 'public' },
  'Query.infraStatus': { role: 'admin' },
  'Query.infraEngines': { role: 'admin' },
  'Query.currentEngine': { role: 'admin' },
  'Query.exportData': { role: 'admin' },
  'Mutation.importData': { role: 'admin' },
  'Query.settings': { role: 'admin' },
  'Query.auditLog': { role: 'admin', session: true },
  'Query.templates': { role: 'operator', session: true },
  'Query.template': { role: 'operator', session: true },
  'Mutation.createTemplate': { role: 'operator', session: true },
  'Mutation.updateTemplate': { role: 'operator', session: true },
  'Mutation.deleteTemplate': { role: 'operator', session: true },
  'Mutation.sendTemplate': { role: 'operator', session: true },
  'Query.scheduledMessages': { role: 'viewer', session: true },
  'Query.scheduledMessage': { role: 'viewer', session: true },
  'Mutation.scheduleMessage': { role: 'operator', session: true },
  'Mutation.cancelScheduledMessage': { role: 'operator', session: true },
  'Mutation.createGroup': { role: 'operator', session: true },
  'Mutation.addParticipants': { role: 'operator', session: true },
  'Mutation.removeParticipants': { role: 'operator', session: true },
  'Mutation.promoteParticipants': { role: 'operator', session: true },
  'Mutation.demoteParticipants': { role: 'operator', session: true },
  'Mutation.setGroupSubject': { role: 'operator', session: true },
  'Mutation.setGroupDescription': { role: 'operator', session: true },
  'Mutation.setGroupSettings': { role: 'operator', session: true },
  'Mutation.revokeGroupInviteCode': { role: 'operator', session: true },
  'Mutation.joinGroup': { role: 'operator', session: true },
  'Mutation.leaveGroup': { role: 'operator', session: true },
  'Mutation.addChatLabel': { role: 'operator', session: true },
  'Mutation.removeChatLabel': { role: 'operator', session: true },
  'Mutation.followChannel': { role: 'operator', session: true },
  'Mutation.unfollowChannel': { role: 'operator', session: true },
  'Mutation.postTextStatus': { role: 'operator', session: true },
  'Mutation.postImageStatus': { role: 'operator', session: true },
  'Mutation.postVideoStatus': { role: 'operator', session: true },
  'Mutation.deleteStatus': { role: 'operator', session: true },
  'Mutation.setProfileName': { role: 'operator', session: true },
  'Mutation.setProfilePicture': { role: 'operator', session: true },
  'Mutation.setProfileStatus': { role: 'operator', session: true },
  'Mutation.rejectCall': { role: 'operator', session: true },
  'Mutation.sendImage': { role: 'operator', session: true },
  'Mutation.sendVideo': { role: 'operator', session: true },
  'Mutation.sendAudio': { role: 'operator', session: true },
  'Mutation.sendVoice': { role: 'operator', session: true },
  'Mutation.sendDocument': { role: 'operator', session: true },
  'Mutation.sendSticker': { role: 'operator', session: true },
  'Mutation.sendLocation': { role: 'operator', session: true },
  'Mutation.sendContact': { role: 'operator', session: true },
  'Mutation.sendPoll': { role: 'operator', session: true },
  'Mutation.replyToMessage': { role: 'operator', session: true },
  'Mutation.forwardMessage': { role: 'operator', session: true },
  'Mutation.reactToMessage': { role: 'operator', session: true },
  'Mutation.editMessage': { role: 'operator', session: true },
  'Mutation.deleteMessage': { role: 'operator', session: true },
  'Mutation.starMessage': { role: 'operator', session: true },
  'Mutation.sendBulk': { role: 'operator', session: true },
  'Mutation.cancelBatch': { role: 'operator', session: true },
  'Query.batch': { role: 'viewer', session: true },
  'Query.batches': { role: 'viewer', session: true },
  'Mutation.createWebhook': { role: 'operator', session: true },
  'Mutation.updateWebhook': { role: 'operator', session: true },
  'Mutation.deleteWebhook': { role: 'operator', session: true },
  'Mutation.testWebhook': { role: 'operator', session: true },
  'Mutation.rotateWebhookSecret': { role: 'operator', session: true },
  'Mutation.replayDelivery': { role: 'operator', session: true },
  'Mutation.replayDeliveries': { role: 'operator', session: true },
  'Subscription.events': { role: 'viewer', session: true },
  'Subscription.sessionStatus': { role: 'viewer', session: true },
  'Subscription.sessionQr': { role: 'operator', session: true },
  'Subscription.messageReceived': { role: 'viewer', session: true },
  'Subscription.messageAck': { role: 'viewer', session: true },
};

const ROOTS = { Query: 'query', Mutation: 'mutation', Subscription: 'subscription' } as const;
type Field = GraphQLField<unknown, Context>;
const fields = Object.keys(ROOTS).flatMap((root) =>
  Object.values((schema.getType(root) as { getFields(): Record<string, Field> } & object).getFields()).map(
    (field) => [`${root}.${field.name}`, root as keyof typeof ROOTS, field] as const,
  ),
);

/** Optional parts of which an input needs one. */
const ONE_OF: readonly string[] = ['announce'];

/** A value that the type takes; of the optional parts only the one on the way to the session id. */
function sample(type: GraphQLInputType, name: string, way: readonly string[]): unknown {
  if (isNonNullType(type)) return sample(type.ofType as GraphQLInputType, name, way);
  if (name === 'options') return ['yes', 'no'];
  if (isListType(type)) return [sample(type.ofType, name, way)];
  if (isInputObjectType(type)) {
    const wanted = Object.values(type.getFields()).filter(
      (field, index) =>
        isRequiredInputField(field) ||
        field.name === way[0] ||
        ONE_OF.includes(field.name) ||
        (type.isOneOf && index === 0),
    );
    return Object.fromEntries(wanted.map((field) => [field.name, sample(field.type, field.name, way.slice(1))]));
  }
  if (isEnumType(type)) return type.getValues()[0]?.name;
  const values: Record<string, unknown> = {
    ID: SESSION,
    Jid: '628123456789@c.us',
    DateTime: '2026-06-26T08:15:30.000Z',
    Int: 1,
    Float: 1,
    Boolean: true,
    JSON: 'text',
    JSONObject: {},
  };
  if (name === 'groupId') return '120363044556677889@g.us';
  if (name === 'channelId') return '120363044556677889@newsletter';
  if (name === 'url') return 'https://receiver.example/hook';
  return values[getNamedType(type).name] ?? '628123456789';
}

/** Stands for everything behind the schema: whoever gets that far is told so. */
const REACHED = new GatewayError('ENGINE_FAILED', 'reached');
const behind = (): never => {
  throw REACHED;
};
/** The audit log is told of whoever does not get that far. */
const told = (): void => undefined;
const anything: unknown = new Proxy(behind, {
  get: (_target, name) => (name === 'refused' ? told : anything),
  apply: behind,
});

async function ask(root: keyof typeof ROOTS, field: Field, who: Caller | null): Promise<string> {
  const way = accessOf(field).session?.split('.') ?? [];
  const args = field.args.filter((arg) => isRequiredArgument(arg) || arg.name === way[0]);
  const variables = Object.fromEntries(args.map((arg) => [arg.name, sample(arg.type, arg.name, way.slice(1))]));
  const head = args.length === 0 ? '' : `(${args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ')})`;
  const call = args.length === 0 ? '' : `(${args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')})`;
  const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
  const contextValue: Context = {
    caller: who,
    ip: '127.0.0.1',
    services: anything as Context['services'],
    store: anything as Context['store'],
    events: anything as Context['events'],
    limiter: unlimited,
    rateLimit: {},
    submissions: [],
  };
  const args_ = {
    schema,
    document: parse(`${ROOTS[root]} Ask${head} { ${field.name}${call} ${selection} }`),
    variableValues: variables,
    contextValue,
  };
  const result = await (root === 'Subscription' ? subscribe(args_) : execute(args_));
  if (Symbol.asyncIterator in result) throw new Error(`${field.name} was subscribed to`);
  return (shown(result).errors[0]?.code as string | undefined) ?? 'OK';
}

const ALLOWED = ['ENGINE_FAILED', 'OK'];
const RANK: Record<AccessRole, number> = { public: 0, viewer: 1, operator: 2, admin: 3 };

it('knows the documented role of every root field', () => {
  const stated = fields.map(([path, , field]) => {
    const { role, session } = accessOf(field);
    return [path, session === undefined ? { role } : { role, session: true }] as const;
  });

  expect(Object.fromEntries(stated)).toEqual(EXPECTED);
});

describe.each(fields)('%s', (path, root, field) => {
  const rule = EXPECTED[path] ?? { role: 'admin' };
  const isPublic = rule.role === 'public';

  it('without a key', async () => {
    const code = await ask(root, field, null);

    if (isPublic) expect(ALLOWED).toContain(code);
    else expect(code).toBe('UNAUTHENTICATED');
  });

  it.each(['viewer', 'operator', 'admin'] as const)('with the role %s', async (role) => {
    const code = await ask(root, field, caller({ role }));

    if (RANK[role] >= RANK[rule.role]) expect(ALLOWED).toContain(code);
    else expect(code).toBe('FORBIDDEN');
  });

  it('with a key for another session', async () => {
    const code = await ask(root, field, caller({ allowedSessions: [OTHER] }));

    if (rule.session === true) expect(code).toBe('SESSION_NOT_ALLOWED');
    else expect(ALLOWED).toContain(code);
  });

  it('with a key for this session', async () => {
    const code = await ask(root, field, caller({ allowedSessions: [OTHER, SESSION] }));

    expect(ALLOWED).toContain(code);
  });
});
