/** What an answer must not tell: stack, SQL, library, path, place in the code, or a guess at a name. */
const TELLTALES: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a stack', /\n\s+at |\bat \S+ \(|node:internal|\.[cm]?[jt]s:\d+/],
  ['SQL', /\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|SQLITE_|sqlite|constraint failed/i],
  ['a library', /prisma|baileys\/|node_modules|graphql-jit|ZodError|undici|axios/i],
  ['an error of the language', /(?:Type|Range|Reference|Syntax)Error\b|Cannot read propert|is not a function/],
  ['a system error', /\bE(?:NOENT|ACCES|CONNREFUSED|CONNRESET|PERM|ISDIR|NOTFOUND)\b/],
  ['a guess', /did you mean/i],
];

/** @param folder where the gateway keeps its data */
export const leaksIn = (text: string, folder: string): string[] => [
  ...TELLTALES.flatMap(([what, pattern]) => {
    const found = pattern.exec(text);
    return found === null ? [] : [`it tells ${what}: ${text.slice(Math.max(0, found.index - 80), found.index + 120)}`];
  }),
  ...(text.includes(folder) ? ['it tells where its data is'] : []),
];
