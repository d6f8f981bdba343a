/** GraphQL Code Generator plugin: the first line of `schema/schema.graphql`; `schema-ast` prints the rest. */
export const plugin = (): string => '# Generated from the schema. Do not edit: run `npm run codegen`.\n';
