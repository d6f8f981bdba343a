import { isEnumType, type GraphQLSchema } from 'graphql';
import { documentedValueOf } from '../schema/metadata.js';
import type { FieldPlan } from './table.js';

/** Turns a value of the GraphQL answer into what the body shows. May change the value it is given. */
export type Transform = (value: unknown) => unknown;
type Row = Record<string, unknown>;

/**
 * Compiles the plan of a route once, so that a request only runs the steps it needs.
 * @returns undefined where the answer is the body already
 * @throws Error if the plan names an enum the schema does not have: the table is older than the schema
 */
export function compilePlan(plan: FieldPlan, schema: GraphQLSchema): Transform | undefined {
  const step = stepOf(plan, schema);
  if (step === undefined) return undefined;
  const transform: Transform = (value) => {
    if (value === null || value === undefined) return value;
    if (!Array.isArray(value)) return step(value);
    const items: unknown[] = value;
    for (let index = 0; index < items.length; index += 1) items[index] = transform(items[index]);
    return items;
  };
  return transform;
}

function stepOf(plan: FieldPlan, schema: GraphQLSchema): Transform | undefined {
  if (plan.enum !== undefined) return documentedValue(plan.enum, schema);
  if (plan.form === 'epochSeconds') return epochSeconds;
  if (plan.fields !== undefined) return objectStep(plan.fields, schema);
  return undefined;
}

/** GraphQL shows an enum value's name; the documented body shows the value itself, or what stands for it there. */
function documentedValue(name: string, schema: GraphQLSchema): Transform {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new Error(`The route table names the enum ${name}, which the schema does not have.`);
  const values = new Map<unknown, unknown>(type.getValues().map((value) => [value.name, documentedValueOf(value)]));
  return (value) => values.get(value);
}

const epochSeconds: Transform = (value) =>
  Math.floor((value instanceof Date ? value.getTime() : Date.parse(String(value))) / 1000);

function objectStep(fields: Readonly<Record<string, FieldPlan>>, schema: GraphQLSchema): Transform {
  const steps = Object.entries(fields).map(([name, plan]) => fieldStep(name, plan, schema));
  return (value) => {
    let row = value as Row;
    for (const step of steps) row = step(row);
    return row;
  };
}

function fieldStep(name: string, plan: FieldPlan, schema: GraphQLSchema): (row: Row) => Row {
  const transform = compilePlan(plan, schema);
  if (plan.flatten === true) {
    return ({ [name]: inner, ...rest }) => ({ ...rest, ...((transform?.(inner) ?? inner) as Row | null) });
  }
  // JSON leaves a key out whose value is undefined, and setting it keeps the object's shape where deleting would not.
  const whenNull = plan.omitNull === true ? undefined : (plan.ifNull ?? null);
  return (row) => {
    const value = row[name];
    if (value === null || value === undefined) row[name] = whenNull;
    else if (transform !== undefined) row[name] = transform(value);
    return row;
  };
}
