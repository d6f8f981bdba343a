import type { CodegenConfig } from '@graphql-codegen/cli';

/**
 * What is generated from the built schema: the REST route table with every route's operation, the OpenAPI document,
 * and the printed schema; and from what the engines declare, the page of their capabilities. Run it by `npm run codegen`, which builds first.
 */
const config: CodegenConfig = {
  schema: './dist/schema/index.js',
  silent: true,
  // Bodies and documents keep the order in which the schema states its fields.
  config: { sort: false },
  generates: {
    'rest/generated/routes.ts': { plugins: ['./dist/rest/codegen/routes-plugin.js'] },
    'rest/generated/openapi.json': { plugins: ['./dist/rest/codegen/openapi-plugin.js'] },
    'docs/capabilities.md': { plugins: ['./dist/scripts/capabilities-page.js'] },
    'schema/schema.graphql': { plugins: ['./dist/rest/codegen/sdl-plugin.js'] },
  },
};

export default config;
