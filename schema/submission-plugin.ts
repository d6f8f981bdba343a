import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import type { Submission } from '../src/services/submission.js';
import { newId } from '../src/runtime/ids.js';
import { awaited, type Wait } from './awaited.js';
import type { Context, Services } from './context.js';
import { sessionIdsIn } from './guard.js';
import type { Access } from './metadata.js';

const pluginName = 'submission';

interface Args extends Wait {
  readonly idempotencyKey?: string | null;
  readonly resendIfUnknown?: boolean | null;
}
type Resolve = GraphQLFieldResolver<unknown, object, Args, unknown>;

/**
 * Does once under its key whatever has the argument `idempotencyKey`, and reports the key in `context.submissions`. It
 * stands behind access and validation: what they refuse is not kept.
 */
export class SubmissionPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolve: Resolve, config: PothosOutputFieldConfig<Types>): Resolve {
    if (!Object.hasOwn(config.args, 'idempotencyKey')) return resolve;
    const { name: operation, parentType } = config;
    const access = config.pothosOptions.access as Exclude<Access, string> | undefined;
    if (access?.session === undefined) throw new Error(`${parentType}.${operation} does not state its session`);
    const path = access.session;

    return async (source, args, anyContext, info) => {
      const context = anyContext as Context;
      const { idempotencyKey, resendIfUnknown, waitFor, waitTimeoutMs, ...payload } = args;
      const key = idempotencyKey ?? newId();
      const report = { path: String(info.path.key), key, replayed: false };
      context.submissions.push(report);
      const { value, isReplay } = await context.services.submissions.run(
        {
          sessionId: sessionIdsIn(payload as Readonly<Record<string, unknown>>, path)[0] ?? '',
          apiKeyId: context.caller?.keyId ?? '',
          operation,
          key,
          isFresh: idempotencyKey === undefined || idempotencyKey === null,
          payload,
          resendIfUnknown: resendIfUnknown ?? false,
        },
        async (submission) =>
          (await resolve(source, args, { ...context, services: under(context.services, submission) }, info)) as object,
      );
      report.replayed = isReplay;
      if (!isReplay || waitFor === undefined || !('message' in value)) return value;
      return awaited(Promise.resolve(value.message as never), { waitFor, waitTimeoutMs }, context);
    };
  }
}

/** The services as they work for one request. */
const under = (services: Services, submission: Submission): Services => ({
  ...services,
  sends: services.sends.under(submission),
  templates: services.templates.under(submission),
  catalog: services.catalog.under(submission),
  messages: services.messages.under(submission),
  bulk: services.bulk.under(submission),
  schedules: services.schedules.under(submission),
  statuses: services.statuses.under(submission),
});

SchemaBuilder.registerPlugin(pluginName, SubmissionPlugin);

export default pluginName;
