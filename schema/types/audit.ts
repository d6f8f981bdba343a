import type { AuditAction, AuditSeverity } from '../../src/domain/audit.js';
import type { AuditEntry as AuditRow } from '../../src/store/store.js';
import { builder } from '../builder.js';
import { whole } from '../rules.js';

const DESCRIPTIONS: Readonly<Record<AuditAction, string>> = {
  api_key_created: 'A key was made.',
  api_key_updated: 'A key was changed.',
  api_key_revoked: 'A key was switched off.',
  api_key_deleted: 'A key was removed.',
  api_key_auth_failed: 'A key was refused, or may not do what it was used for; once a minute per address and reason.',
  rate_limit_exceeded: 'There were too many requests, or too many keys that do not exist; once a minute per address.',
  session_created: 'A session was made.',
  session_started: 'A session was started.',
  session_stopped: 'A session was stopped.',
  session_force_killed: 'A session was stopped by force.',
  session_deleted: 'A session was removed.',
  session_qr_generated: 'A session showed a new QR code.',
  session_connected: 'A session became ready.',
  session_disconnected: 'The link of a session ended.',
  webhook_created: 'A webhook was made.',
  webhook_deleted: 'A webhook was removed.',
  webhook_failed: 'The gateway switched a webhook off; `reason` in the metadata tells why.',
  webhook_secret_rotated: 'A webhook was given a new secret.',
  infra_data_exported: 'The data was exported, secrets of webhooks included.',
  infra_data_imported: 'An import was tried; `imported` in the metadata tells whether the data was replaced.',
};

const AuditActionEnum = builder.enumType('AuditAction', {
  description: 'What was done.',
  values: Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([value, description]) => [
      value.toUpperCase(),
      { value: value as AuditAction, description },
    ]),
  ),
});

const AuditSeverityEnum = builder.enumType('AuditSeverity', {
  description: 'How serious it is.',
  values: {
    INFO: { value: 'info', description: 'As it should be.' },
    WARN: { value: 'warn', description: 'Worth a look.' },
    ERROR: { value: 'error', description: 'Something broke.' },
  } as const,
});

const AuditEntry = builder.objectRef<AuditRow>('AuditEntry').implement({
  description: 'One thing that was done. Holds no secret and no text of a message.',
  access: 'admin',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the entry.' }),
    action: t.field({
      type: AuditActionEnum,
      description: 'What was done.',
      resolve: ({ action }) => action as AuditAction,
    }),
    severity: t.field({
      type: AuditSeverityEnum,
      description: 'How serious it is.',
      resolve: ({ severity }) => severity as AuditSeverity,
    }),
    apiKeyId: t.exposeID('apiKeyId', { nullable: true, description: 'The key that did it; null: the gateway itself.' }),
    apiKeyName: t.exposeString('apiKeyName', { nullable: true, description: 'What that key was for.' }),
    ipAddress: t.exposeString('ipAddress', { nullable: true, description: 'Where the caller was.' }),
    sessionId: t.exposeID('sessionId', { nullable: true, description: 'The session it was done to.' }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      nullable: true,
      description: 'What else tells the thing: ids, names, a reason.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was done.' }),
  }),
});

const AuditPage = builder
  .objectRef<{ readonly entries: readonly AuditRow[]; readonly total: number }>('AuditPage')
  .implement({
    description: 'A stretch of the audit log.',
    access: 'admin',
    fields: (t) => ({
      entries: t.field({
        type: [AuditEntry],
        description: 'Newest first.',
        rest: { name: 'data' },
        resolve: ({ entries }) => [...entries],
      }),
      total: t.exposeInt('total', { description: 'How many entries fit the filters, on all pages.' }),
    }),
  });

builder.queryField('auditLog', (t) =>
  t.field({
    type: AuditPage,
    description: 'Who did what, newest first. Kept for AUDIT_RETENTION_DAYS.',
    access: { role: 'admin', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/audit',
      status: 200,
      tag: 'audit',
      args: { limit: { from: 'query', lenient: true }, offset: { from: 'query', lenient: true } },
    },
    args: {
      action: t.arg({ type: AuditActionEnum, description: 'Only this action.' }),
      severity: t.arg({ type: AuditSeverityEnum, description: 'Only what is this serious.' }),
      sessionId: t.arg.id({ description: 'Only what was done to this session.' }),
      apiKeyId: t.arg.id({ description: 'Only what was done with this key.' }),
      limit: t.arg.int({ defaultValue: 50, description: 'How many, 1 to 200.', validate: whole(1, 200) }),
      offset: t.arg.int({ defaultValue: 0, description: 'How many to skip.', validate: whole(0) }),
    },
    resolve: (_root, { action, severity, sessionId, apiKeyId, limit, offset }, { services, caller }) =>
      services.audit.list(caller!, {
        action: action ?? undefined,
        severity: severity ?? undefined,
        sessionId: sessionId ?? undefined,
        apiKeyId: apiKeyId ?? undefined,
        limit: limit ?? 50,
        offset: offset ?? 0,
      }),
  }),
);
