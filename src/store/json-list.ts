/** What no database can hold as text: U+0000, and half of a pair. */
const ESCAPED = /\\u(0000|d[89ab])/i;

/** A list as a statement takes it. In place of what no database can hold is U+FFFD, which no id has: nothing is found. */
export function jsonList(values: readonly unknown[]): string {
  const json = JSON.stringify(values);
  if (!ESCAPED.test(json)) return json;
  return JSON.stringify(values, (_key, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value.replaceAll('\0', '\ufffd')).toString() : value,
  );
}
