import { plugin as printSchema } from '@graphql-codegen/schema-ast';
import { lexicographicSortSchema, type GraphQLSchema } from 'graphql';

const HEAD = '# Generated from the schema. Do not edit: run `npm run codegen`.\n\n';

/** GraphQL Code Generator plugin: writes `schema/schema.graphql`, sorted, so that a diff shows what changed and no more. */
export async function plugin(schema: GraphQLSchema): Promise<string> {
  const printed = await printSchema(lexicographicSortSchema(schema), [], {});
  return `${HEAD}${typeof printed === 'string' ? printed : printed.content}\n`;
}
