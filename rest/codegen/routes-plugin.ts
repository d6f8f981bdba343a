import type { GraphQLSchema } from 'graphql';
import type { Route } from '../table.js';
import { formatted } from './format.js';
import { operationOf } from './operation.js';
import { restFieldsOf, typedInputsOf } from './rest-fields.js';

const HEAD = `// Generated from the metadata of the schema's fields. Do not edit: run \`npm run codegen\`.
import type { Route } from '../table.js';

export const routes: readonly Route[] = `;

/** Every route of the schema, as the runtime compiles it at start. */
export const routesOf = (schema: GraphQLSchema): Route[] =>
  restFieldsOf(schema).map((rest) => {
    const { method, path, status, result, under, beside, statusFrom, otherProperties } = rest.route;
    const { text, plan } = operationOf(rest, schema);
    return {
      method,
      path,
      status,
      field: rest.label,
      operation: text,
      inputs: typedInputsOf(rest).map(({ input }) => input),
      ...(otherProperties && { otherProperties }),
      answer: result === 'empty' ? 'empty' : plan,
      ...(under !== undefined && { under }),
      ...(beside && { beside }),
      ...(statusFrom && { statusFrom }),
    };
  });

/** The route table as a module, not yet formatted. */
export function moduleOf(schema: GraphQLSchema): string {
  const literals = routesOf(schema).map((route) => {
    const fields = Object.entries(route).map(([name, value]) =>
      name === 'operation' ? `operation: ${asTemplate(route.operation)}` : `${name}: ${JSON.stringify(value)}`,
    );
    return `{ ${fields.join(', ')} }`;
  });
  return `${HEAD}[${literals.join(',\n')}];\n`;
}

/** GraphQL Code Generator plugin: writes `rest/generated/routes.ts`. */
export const plugin = (schema: GraphQLSchema): Promise<string> => formatted(moduleOf(schema), 'typescript');

const asTemplate = (text: string): string => `\`${text.replace(/[`\\]|\$(?=\{)/g, '\\$&')}\``;
