import SchemaBuilder from '@pothos/core';
import AccessPlugin from '../../schema/access.js';
import type { Access } from '../../schema/metadata.js';

/** The options of the plugins that the product loads beside this one are not needed here. */
const options = { plugins: [AccessPlugin], defaultFieldNullability: false } as never;
const makeBuilder = () => new SchemaBuilder<{ DefaultFieldNullability: false }>(options);

it('refuses to build a field that does not state who may use it', () => {
  const builder = makeBuilder();
  const Thing = builder.objectRef<{ name: string }>('Thing').implement({
    fields: (t) => ({ name: t.exposeString('name') }),
  });
  builder.queryType({
    fields: (t) => ({ thing: t.field({ type: Thing, access: 'viewer', resolve: () => ({ name: 'a' }) }) }),
  });

  expect(() => builder.toSchema()).toThrow('Thing.name does not state who may use it');
});

it('refuses to build a root field without a rule, which does not compile either', () => {
  const builder = makeBuilder();
  builder.queryType({
    // @ts-expect-error -- `access` is missing
    fields: (t) => ({ hello: t.string({ resolve: () => 'hello' }) }),
  });

  expect(() => builder.toSchema()).toThrow('Query.hello does not state who may use it');
});

const schemaWith = (ofField: Access, ofType: Access) => {
  const builder = makeBuilder();
  const Secret = builder.objectRef<{ name: string }>('Secret').implement({
    access: ofType,
    fields: (t) => ({ name: t.exposeString('name') }),
  });
  builder.queryType({
    fields: (t) => ({ secret: t.field({ type: Secret, access: ofField, resolve: () => ({ name: 'a' }) }) }),
  });
  return builder.toSchema();
};

it('refuses to build a field that leads to a type with a stricter rule', () => {
  expect(() => schemaWith('viewer', 'admin')).toThrow("Query.secret lets 'viewer' reach Secret, which needs 'admin'");
});

it('builds a field that is as strict as the type it leads to, and leaves the fields of that type unwrapped', () => {
  const schema = schemaWith('admin', 'admin');

  expect(schema.getQueryType()?.getFields().secret?.extensions.access).toEqual({ role: 'admin' });
  const name = (
    schema.getType('Secret') as { getFields(): Record<string, { extensions: object; resolve?: unknown }> }
  ).getFields().name;
  expect(name?.extensions).toMatchObject({ access: { role: 'admin' } });
  expect(name?.extensions).toMatchObject({ pothosResolveWrapped: false });
});
