import { spawnSync } from 'node:child_process';
import { routes } from '../../rest/generated/routes.js';
import { compileInput } from '../../rest/input.js';
import { compileOperation } from '../../rest/operation.js';
import { compilePlan } from '../../rest/plan.js';
import { schema } from '../../schema/index.js';

describe('the generated table', () => {
  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'is compiled whole at start: %s',
    (_name, route) => {
      const [root, name = ''] = route.field.split('.');
      const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
      const field = type?.getFields()[name];
      if (field === undefined) throw new Error(`the schema has no ${route.field}`);
      const givenUp: unknown[] = [];

      compileOperation(route, schema, (reason) => givenUp.push(reason));

      expect(givenUp).toEqual([]);
      expect(() => compileInput(route, field)).not.toThrow();
      if (route.answer !== 'empty') compilePlan(route.answer, schema);
    },
  );
});

describe('the generated OpenAPI document', () => {
  it('is valid', () => {
    // The validator is published as an ES module, which Node loads and jest does not.
    const script = `const { Validator } = require('@seriousme/openapi-schema-validator');
      new Validator().validate(require('./rest/generated/openapi.json')).then((result) => console.log(JSON.stringify(result)));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });

    expect({ result: JSON.parse(stdout) as unknown, stderr }).toEqual({ result: { valid: true }, stderr: '' });
  });
});
