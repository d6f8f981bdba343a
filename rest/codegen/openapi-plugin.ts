import type { GraphQLSchema } from 'graphql';
import { formatted } from './format.js';
import { openApiOf } from './openapi.js';

/** GraphQL Code Generator plugin: writes `rest/generated/openapi.json`. */
export const plugin = (schema: GraphQLSchema): Promise<string> => formatted(JSON.stringify(openApiOf(schema)), 'json');
