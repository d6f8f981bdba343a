import type { Variables } from './operation.js';
import type { Route } from './table.js';

/** Puts an answer, as REST shows it, into its documented body. */
export type Frame = (answer: unknown, variables: Variables) => unknown;

/** What stands around a route's answer, compiled once; undefined where the answer is the body. */
export function framing({ under, beside }: Route): Frame | undefined {
  if (under === undefined && beside === undefined) return undefined;
  const parts = Object.entries(beside ?? {}).map(([name, part]) =>
    typeof part === 'object' ? ([name, valueAt(part.argument)] as const) : ([name, () => part] as const),
  );
  return (answer, variables) => ({
    ...Object.fromEntries(parts.map(([name, value]) => [name, value(variables)])),
    ...(under === undefined ? (answer as object | undefined) : { [under]: answer }),
  });
}

/** @param path `contactId`, or `input.contactId` */
function valueAt(path: string): (variables: Variables) => unknown {
  const [variable = path, field] = path.split('.');
  if (field === undefined) return (variables) => variables[variable];
  return (variables) => (variables[variable] as Variables | undefined)?.[field];
}
