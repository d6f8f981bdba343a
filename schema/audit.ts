import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { AuditAction, AuditRecord } from '../src/domain/audit.js';
import type { Context } from './context.js';

type Subject = Pick<AuditRecord, 'sessionId' | 'metadata'>;

/** What subjects are made of, as far as a mutation takes and answers it. */
interface Args {
  readonly id: string;
  readonly sessionId: string;
}
interface Answer extends Args {
  readonly name: string;
  readonly key: { readonly id: string; readonly name: string };
  readonly imported: boolean;
}

interface Audited {
  readonly action: AuditAction;
  /** What it was done to. */
  readonly subject: (args: Args, answer: Answer) => Subject;
}

const session = ({ id }: Args): Subject => ({ sessionId: id });
const key = ({ id, name }: Answer['key']): Subject => ({ metadata: { keyId: id, keyName: name } });
const webhook = ({ id, sessionId }: Args): Subject => ({ sessionId, metadata: { webhookId: id } });

/** What leaves a trace once it succeeded: mutations, and what reads everything. */
const AUDITED: Readonly<Record<string, Audited>> = {
  createApiKey: { action: 'api_key_created', subject: (_args, made) => key(made.key) },
  updateApiKey: { action: 'api_key_updated', subject: (_args, changed) => key(changed) },
  revokeApiKey: { action: 'api_key_revoked', subject: (_args, revoked) => key(revoked) },
  deleteApiKey: { action: 'api_key_deleted', subject: ({ id }) => ({ metadata: { keyId: id } }) },
  createSession: {
    action: 'session_created',
    subject: (_args, { id, name }) => ({ sessionId: id, metadata: { name } }),
  },
  startSession: { action: 'session_started', subject: session },
  stopSession: { action: 'session_stopped', subject: session },
  forceKillSession: { action: 'session_force_killed', subject: session },
  deleteSession: { action: 'session_deleted', subject: session },
  createWebhook: { action: 'webhook_created', subject: (_args, made) => webhook(made) },
  exportData: { action: 'infra_data_exported', subject: () => ({}) },
  importData: {
    action: 'infra_data_imported',
    subject: (_args, { imported }) => ({ metadata: { imported: String(imported) } }),
  },
  rotateWebhookSecret: { action: 'webhook_secret_rotated', subject: webhook },
  deleteWebhook: { action: 'webhook_deleted', subject: webhook },
};

/**
 * Has the fields of the table recorded, whatever surface they were asked for on. What failed is not recorded.
 * @throws Error if the table names a field that the schema does not have
 */
export function withAudit(schema: GraphQLSchema): GraphQLSchema {
  const fields = { ...schema.getQueryType()?.getFields(), ...schema.getMutationType()?.getFields() };
  for (const [name, { action, subject }] of Object.entries(AUDITED)) {
    const field = fields[name];
    if (field === undefined) throw new Error(`The audit log names the field ${name}, which does not exist`);
    const { resolve = defaultFieldResolver } = field;
    field.resolve = async (source, args: Args, context: Context, info) => {
      const answer: unknown = await resolve(source, args, context, info);
      context.services.audit.record({ action, actor: context, ...subject(args, answer as Answer) });
      return answer;
    };
  }
  return schema;
}
