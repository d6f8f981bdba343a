import { plugin as printSchema } from '@graphql-codegen/schema-ast';
import { lexicographicSortSchema, type GraphQLSchema } from 'graphql';

const HEAD = '# Generated from the schema. Do not edit: run `npm run codegen`.\n\n';

/** GraphQL Code Generator plugin: writes `schema/schema.graphql`, sorted, so that a diff shows what changed and no more. */
export async function plugin(schema: GraphQLSchema): Promise<string> {
  return HEAD + String(await printSchema(lexicographicSortSchema(schema), [], {})) + '\n';
}
