import SchemaBuilder from '@pothos/core';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ValidationPlugin from '@pothos/plugin-validation';
import { getDatamodel, type default as PrismaTypes } from '../src/generated/pothos-types.js';
import type { Jid } from '../src/domain/jid.js';
import type { UploadedFile } from '../src/domain/media.js';
import AccessPlugin from './access.js';
import type { Context } from './context.js';
import './field-options.js';
import { validationRefusal } from './rules.js';
import SubmissionPlugin from './submission-plugin.js';

/**
 * The builder of the one schema. `AccessPlugin` comes first: what it wraps is outermost; `SubmissionPlugin` last. Rows of DATABASE_NAME are
 * Prisma objects. Their relations are read by `loaders.ts`, not by the Prisma plugin: below a list of parents Prisma
 * reads all children of all of them and cuts the pages in memory.
 */
export const builder = new SchemaBuilder<{
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Jid: { Input: Jid; Output: string };
    Cursor: { Input: string; Output: string };
    Upload: { Input: UploadedFile; Output: never };
    JSON: { Input: unknown; Output: unknown };
    JSONObject: { Input: Record<string, unknown>; Output: Readonly<Record<string, unknown>> };
  };
}>({
  plugins: [AccessPlugin, RelayPlugin, PrismaPlugin, ValidationPlugin, SubmissionPlugin],
  defaultFieldNullability: false,
  prisma: {
    client: (context) => context.store.data,
    dmmf: getDatamodel(),
    exposeDescriptions: false,
  },
  relay: {
    cursorType: 'String',
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    pageInfoTypeOptions: { description: 'Where a page stands in its list.', access: 'viewer' },
    hasNextPageFieldOptions: { description: 'Whether there is more after `endCursor`.' },
    hasPreviousPageFieldOptions: { description: 'Whether there is more before `startCursor`.' },
    startCursorFieldOptions: { description: 'Cursor of the first item; null on an empty page.' },
    endCursorFieldOptions: { description: 'Cursor of the last item; null on an empty page.' },
    defaultConnectionTypeOptions: { access: 'viewer' },
    defaultEdgeTypeOptions: { access: 'viewer', description: 'An item of a list with its place in it.' },
    edgesFieldOptions: {
      nullable: { list: false, items: false },
      description: 'The items of this page, each with its cursor.',
    },
    pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
    nodeFieldOptions: { nullable: false, description: 'The item.' },
    cursorFieldOptions: { description: 'The place of the item, for `after`.' },
  },
  validation: { validationError: validationRefusal },
});

/** Builds the fields of an input object. */
export type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

builder.queryType({ description: 'What can be read.' });
builder.mutationType({
  description: 'What can be done. One field per operation, each answering the thing that changed.',
});
builder.subscriptionType({
  description: 'What can be listened to, over WebSocket (graphql-transport-ws) or server-sent events.',
});
