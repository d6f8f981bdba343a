import { z } from 'zod';
import { isIpv4Range } from '../../src/domain/ip-range.js';
import type { Role as RoleName } from '../../src/domain/role.js';
import type { ApiKey as ApiKeyRow } from '../../src/store/store.js';
import { builder } from '../builder.js';
import { rules, text } from '../rules.js';

export const Role = builder.enumType('Role', {
  description: 'What a key may do; each role includes the ones before it.',
  values: {
    VIEWER: { value: 'viewer', description: 'Reads.' },
    OPERATOR: { value: 'operator', description: 'Also runs sessions, sends, and manages webhooks.' },
    ADMIN: { value: 'admin', description: 'Also manages keys.' },
  } as const,
});

const ApiKey = builder.objectRef<ApiKeyRow>('ApiKey').implement({
  description: 'A key to the gateway. The key itself is shown once, when it is made.',
  access: 'admin',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the key.' }),
    name: t.exposeString('name', { description: 'What it is for.' }),
    keyPrefix: t.exposeString('keyPrefix', { description: 'The first 12 characters of the key, to recognise it by.' }),
    role: t.field({ type: Role, description: 'What it may do.', resolve: ({ role }) => role as RoleName }),
    allowedIps: t.field({
      type: ['String'],
      nullable: true,
      description: 'IPv4 addresses and ranges it may be used from; null: any.',
      rest: { omitNull: true },
      resolve: ({ allowedIps }) => allowedIps as string[] | null,
    }),
    allowedSessions: t.field({
      type: ['ID'],
      nullable: true,
      description: 'Sessions it may use; null: all.',
      rest: { omitNull: true },
      resolve: ({ allowedSessions }) => allowedSessions as string[] | null,
    }),
    isActive: t.exposeBoolean('isActive', { description: 'False once it was revoked.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it stops working; null: never.',
      rest: { omitNull: true },
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, at most a minute behind.',
      rest: { omitNull: true },
    }),
    usageCount: t.exposeInt('usageCount', { description: 'How often it was used, at most a minute behind.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

const CreateApiKeyPayload = builder
  .objectRef<{ readonly apiKey: string; readonly key: ApiKeyRow }>('CreateApiKeyPayload')
  .implement({
    description: 'A new key.',
    access: 'admin',
    fields: (t) => ({
      apiKey: t.exposeString('apiKey', {
        description: 'The key in full. It is stored as a hash and never shown again.',
      }),
      key: t.expose('key', { type: ApiKey, description: 'What is known about it.', rest: { flatten: true } }),
    }),
  });

const CallingKey = builder
  .objectRef<{
    readonly keyId: string;
    readonly keyName: string;
    readonly role: RoleName;
    readonly allowedSessions: readonly string[] | null;
  }>('CallingKey')
  .implement({
    description: 'The key that asks.',
    access: 'viewer',
    fields: (t) => ({
      id: t.exposeID('keyId', { description: 'Id of the key.', rest: { omit: true } }),
      name: t.exposeString('keyName', { description: 'What it is for.', rest: { omit: true } }),
      valid: t.boolean({
        description: 'Always true: a key that is not fails with UNAUTHENTICATED.',
        resolve: () => true,
      }),
      role: t.expose('role', { type: Role, description: 'What it may do.' }),
      allowedSessions: t.idList({
        nullable: true,
        description: 'Sessions it may use; null: all.',
        rest: { omit: true },
        resolve: ({ allowedSessions }) => (allowedSessions === null ? null : [...allowedSessions]),
      }),
    }),
  });

builder.queryFields((t) => ({
  me: t.field({
    type: CallingKey,
    nullable: true,
    description: 'The key that asks.',
    access: 'viewer',
    rest: { method: 'POST', path: '/api/auth/validate', status: 200, tag: 'auth' },
    resolve: (_root, _args, { caller }) => caller,
  }),
  apiKeys: t.field({
    type: [ApiKey],
    description: 'All keys, newest first.',
    access: 'admin',
    rest: { method: 'GET', path: '/api/auth/api-keys', status: 200, tag: 'auth' },
    resolve: (_root, _args, { services }) => services.apiKeys.list(),
  }),
  apiKey: t.field({
    type: ApiKey,
    nullable: true,
    description: 'A key by its id. Fails with NOT_FOUND.',
    access: 'admin',
    rest: { method: 'GET', path: '/api/auth/api-keys/{id}', status: 200, tag: 'auth', errors: [404] },
    args: { id: t.arg.id({ required: true, description: 'Id of the key.' }) },
    resolve: (_root, { id }, { services }) => services.apiKeys.get(id),
  }),
}));

const name = text(3, 100);
const allowedIps = z.array(z.string().refine(isIpv4Range, 'must be an IPv4 address or a range such as 10.0.0.0/8'));
const RULES = { name: name.optional(), allowedIps: allowedIps.nullish() };

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A key to make.',
  validate: rules({ ...RULES, name }),
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is for, 3 to 100 characters.' }),
    role: t.field({ type: Role, defaultValue: 'operator', description: 'What it may do.' }),
    allowedIps: t.stringList({ description: 'IPv4 addresses and ranges it may be used from. None: any.' }),
    allowedSessions: t.idList({ description: 'Ids of the sessions it may use. None: all.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it stops working. None: never.' }),
  }),
});

const UpdateApiKeyInput = builder.inputType('UpdateApiKeyInput', {
  description: 'Changes to a key. What is left out stays as it is. Revoking is an operation of its own.',
  validate: rules({ ...RULES, name: name.nullish() }),
  fields: (t) => ({
    id: t.id({ required: true, description: 'Id of the key.' }),
    name: t.string({ description: 'What it is for, 3 to 100 characters.' }),
    role: t.field({ type: Role, description: 'What it may do.' }),
    allowedIps: t.stringList({ description: 'IPv4 addresses and ranges it may be used from. Null or empty: any.' }),
    allowedSessions: t.idList({ description: 'Ids of the sessions it may use. Null or empty: all.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it stops working. Null: never.' }),
  }),
});

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreateApiKeyPayload,
    description: 'Makes a key and shows it, this once.',
    access: 'admin',
    rest: { method: 'POST', path: '/api/auth/api-keys', status: 201, tag: 'auth' },
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'The key to make.' }) },
    resolve: (_root, { input }, { services }) => services.apiKeys.create(input),
  }),
  updateApiKey: t.field({
    type: ApiKey,
    description: 'Changes a key, from the next request on. Fails with CONFLICT if no active admin key would be left.',
    access: 'admin',
    rest: { method: 'PUT', path: '/api/auth/api-keys/{id}', status: 200, tag: 'auth', errors: [404, 409] },
    args: { input: t.arg({ type: UpdateApiKeyInput, required: true, description: 'What to change.' }) },
    resolve: (_root, { input: { id, ...changes } }, { services }) => services.apiKeys.update(id, changes),
  }),
  revokeApiKey: t.field({
    type: ApiKey,
    description: 'Switches a key off for good. Fails with CONFLICT if no active admin key would be left.',
    access: 'admin',
    rest: { method: 'POST', path: '/api/auth/api-keys/{id}/revoke', status: 200, tag: 'auth', errors: [404, 409] },
    args: { id: t.arg.id({ required: true, description: 'Id of the key.' }) },
    resolve: (_root, { id }, { services }) => services.apiKeys.revoke(id),
  }),
  deleteApiKey: t.id({
    description: 'Removes a key; answers its id. Fails with CONFLICT if no active admin key would be left.',
    access: 'admin',
    rest: {
      method: 'DELETE',
      path: '/api/auth/api-keys/{id}',
      status: 204,
      tag: 'auth',
      result: 'empty',
      errors: [404, 409],
    },
    args: { id: t.arg.id({ required: true, description: 'Id of the key.' }) },
    resolve: async (_root, { id }, { services }) => {
      await services.apiKeys.delete(id);
      return id;
    },
  }),
}));
