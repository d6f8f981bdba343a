import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLField,
  type GraphQLInputField,
} from 'graphql';
import { accessOf } from '../../schema/metadata.js';
import { schema } from '../../schema/index.js';

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);

it('describes everything that is public', () => {
  const bare: string[] = [];
  const look = (path: string, element: { description?: string | null }) => {
    if ((element.description ?? '').trim() === '') bare.push(path);
  };

  for (const type of types) {
    look(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values<GraphQLField<unknown, unknown> | GraphQLInputField>(type.getFields())) {
      look(`${type.name}.${field.name}`, field);
      if ('args' in field) for (const arg of field.args) look(`${type.name}.${field.name}(${arg.name})`, arg);
    }
  }

  expect(bare).toEqual([]);
});

it('has a rule on every field', () => {
  const fields = types.flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [],
  );

  expect(fields.length).toBeGreaterThan(100);
  expect(fields.filter((field) => accessOf(field) === undefined)).toEqual([]);
});
