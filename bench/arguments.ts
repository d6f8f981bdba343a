import { PARTS, type PartName } from './figures.js';

export const HELP = `npm run bench                          everything, about a quarter of an hour
npm run bench -- rest graphql          only these parts; there are ${PARTS.join(', ')}
npm run bench -- --quick               3 rounds of 1 s: a look, not a figure, and not kept
npm run bench -- --rounds 15           slices per side (default 9)
npm run bench -- --seconds 4           length of a slice (default 2)
npm run bench -- --sessions 200        how many sessions the part of that name links (default 100)
npm run bench -- --subscribers 1000    how many subscribers the part fan-out has (default 10000)
npm run bench -- --database postgres   what the part journal runs on (default sqlite and postgres, in turn)
`;

export const DATABASES = ['sqlite', 'postgres'] as const;
export type Database = (typeof DATABASES)[number];

export interface Arguments {
  readonly parts: readonly PartName[];
  readonly rounds: number;
  readonly seconds: number;
  readonly sessions: number;
  readonly subscribers: number;
  /** What the part journal runs on, one after the other. */
  readonly databases: readonly Database[];
  readonly quick: boolean;
}

const isPart = (word: string): word is PartName => (PARTS as readonly string[]).includes(word);

/** @throws Error naming the argument that is not understood */
export function readArguments(given: readonly string[]): Arguments {
  const quick = given.includes('--quick');
  const numbers = { '--rounds': quick ? 3 : 9, '--seconds': quick ? 1 : 2, '--sessions': 100, '--subscribers': 10_000 };
  const parts = new Set<PartName>();
  let databases: readonly Database[] = DATABASES;
  for (let i = 0; i < given.length; i++) {
    const word = given[i] ?? '';
    if (isPart(word)) parts.add(word);
    else if (Object.hasOwn(numbers, word)) numbers[word as keyof typeof numbers] = wholeNumber(word, given[++i]);
    else if (word === '--database') databases = [databaseNamed(given[++i])];
    else if (word !== '--quick') throw new Error(`unknown argument ${word}\n\n${HELP}`);
  }
  return {
    parts: parts.size === 0 ? PARTS : PARTS.filter((part) => parts.has(part)),
    rounds: numbers['--rounds'],
    seconds: numbers['--seconds'],
    sessions: numbers['--sessions'],
    subscribers: numbers['--subscribers'],
    databases,
    quick,
  };
}

function wholeNumber(name: string, value: string | undefined): number {
  if (value === undefined || !/^[1-9]\d{0,4}$/.test(value)) throw new Error(`${name} must be followed by 1 to 99999`);
  return Number(value);
}

function databaseNamed(name: string | undefined): Database {
  const known = DATABASES.find((database) => database === name);
  if (known === undefined) throw new Error(`--database must be followed by ${DATABASES.join(' or ')}`);
  return known;
}
