import type { Parameters } from '../sql.js';

/** A statement with `$1`, `$2` and so on, and the values for them out of what it is run with. */
export interface Numbered {
  readonly text: string;
  readonly values: (parameters: Parameters) => unknown[];
}

/** Strings and quoted names, which are left alone; `?`; `@name`. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?|@(\w+)/g;

/**
 * Numbers the gaps of a statement: each `?` is one of its own, one name is one wherever it stands.
 * @throws Error if it has both kinds
 */
export function numbered(text: string): Numbered {
  const names: string[] = [];
  let marks = 0;
  const withNumbers = text.replace(TOKENS, (token, name: string | undefined) => {
    if (token === '?') return `$${++marks}`;
    if (name === undefined) return token;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  if (marks > 0 && names.length > 0) throw new Error('A statement has either `?` or names');
  if (names.length === 0) return { text: withNumbers, values: (parameters) => parameters.map(storable) };
  return {
    text: withNumbers,
    values: ([parameters]) => names.map((name) => storable((parameters as Record<string, unknown>)[name])),
  };
}

/** A text with the character U+0000 cannot be stored or compared here; it has the sign for an unknown one instead. */
const storable = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
