import type { SearchWord } from '../sql.js';

/** PostgreSQL refuses a longer one. */
const MAX_TOKEN_BYTES = 2046;

/** As `message_words` has them in the migration that made it. */
const tokensOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .match(/[\p{L}\p{Nd}]+/gu) ?? [];

/** In PostgreSQL's language. Tokens are letters and digits: nothing in them means anything in it. */
export function toTsquery(words: readonly SearchWord[]): string {
  const phrases = words.map(({ text, isPrefix }) => ({ tokens: tokensOf(text), isPrefix }));
  // No message has it.
  if (phrases.some(({ tokens }) => tokens.some((token) => Buffer.byteLength(token) > MAX_TOKEN_BYTES))) return '';
  return phrases
    .filter(({ tokens }) => tokens.length > 0)
    .map(({ tokens, isPrefix }) => `(${tokens.map((token) => `'${token}'`).join(' <-> ')}${isPrefix ? ':*' : ''})`)
    .join(' & ');
}
