import { parseArgs } from 'node:util';
import { AREAS } from '../areas/index.js';
import type { Target } from '../caller.js';
import { CannotRunError } from '../cannot-run.js';
import type { Area } from '../case.js';

export interface Options {
  readonly target: Target;
  /** Id of a linked session that may be read. */
  readonly session: string | undefined;
  /** Digits. Whom that session may write to. */
  readonly sendTo: string | undefined;
  readonly webhookUrl: string | undefined;
  readonly metricsToken: string | undefined;
  /** What is asked for, by short name, in the order in which it runs. */
  readonly areas: ReadonlyMap<string, Area>;
  /** Whether that is everything there is. */
  readonly isWhole: boolean;
  /** Where the report is written. */
  readonly json: string | undefined;
}

export const HELP = `usage: npm run contract -- --url URL --key KEY [options]

Asks a running gateway for everything that the documented REST API promises, and judges every answer. It makes sessions,
keys, webhooks and templates of its own, named contract-..., and removes them; it touches nothing else.

  --url URL           the gateway, such as http://localhost:2785
  --key KEY           an admin key of it; or API_KEY in the environment, where no other user of this machine sees it
  --session ID        a linked session, which is read and not changed
  --send-to NUMBER    whom that session writes to: about 20 messages; without it, nobody is written to
  --webhook-url URL   an address that answers 2xx and that the gateway may call: one webhook is tested with it
  --only AREA[,AREA]  ${wrapped(Object.keys(AREAS), 22)}
  --json FILE         writes the report as JSON, too
  --help

METRICS_TOKEN in the environment: the metrics are asked for as well.
About 750 requests; with the documented rate limit of 100 a minute they take eight minutes;
that of 1,000 an hour leaves room for one run.
What the gateway was not given for it (a second gateway at its rate limit, a pretend WhatsApp) is shown as not run.

exit code: 0 nothing failed, 1 something did, 2 it could not run
`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NUMBER = /^\d{6,15}$/;

/**
 * @returns undefined: help is wanted
 * @throws CannotRunError
 */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | undefined {
  const values = valuesOf(args);
  if (values.help === true) return undefined;
  const key = values.key ?? env.API_KEY;
  if (key === undefined || key === '') {
    throw new CannotRunError('--key is missing: an admin key; the first one of a gateway is in its data/.api-key');
  }
  return {
    target: { url: httpUrl('--url', values.url ?? missing('--url', 'where the gateway listens')), key },
    session: sessionOf(values.session),
    sendTo: numberOf(values['send-to'], values.session),
    webhookUrl: values['webhook-url'] === undefined ? undefined : httpUrl('--webhook-url', values['webhook-url']),
    metricsToken: env.METRICS_TOKEN === '' ? undefined : env.METRICS_TOKEN,
    areas: areasOf(values.only),
    isWhole: values.only === undefined,
    json: values.json,
  };
}

function valuesOf(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: text,
        key: text,
        session: text,
        'send-to': text,
        'webhook-url': text,
        only: { type: 'string', multiple: true },
        json: text,
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new CannotRunError(error instanceof Error ? error.message : String(error));
  }
}

function missing(flag: string, what: string): never {
  throw new CannotRunError(`${flag} is missing: ${what}, such as http://localhost:2785`);
}

function httpUrl(flag: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new CannotRunError(`${flag} is no http or https address: ${text}`);
  }
  return text.replace(/\/+$/, '');
}

function sessionOf(id: string | undefined): string | undefined {
  if (id === undefined || UUID.test(id)) return id;
  throw new CannotRunError(`--session is the id of a session (GET /api/sessions shows it), not its name: ${id}`);
}

function numberOf(text: string | undefined, session: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const digits = text.replace(/[\s+()-]/g, '');
  if (!NUMBER.test(digits)) {
    throw new CannotRunError(`--send-to is a phone number with its country code, such as 628111000100: ${text}`);
  }
  if (session === undefined) throw new CannotRunError('--send-to needs --session: which session shall write?');
  return digits;
}

function areasOf(only: readonly string[] | undefined): ReadonlyMap<string, Area> {
  const all = Object.entries(AREAS);
  if (only === undefined) return new Map(all);
  const names = only.flatMap((text) => text.split(',')).map((name) => name.trim());
  const unknown = names.filter((name) => !Object.hasOwn(AREAS, name));
  if (unknown.length > 0) {
    throw new CannotRunError(`--only knows no ${unknown.join(', ')}; there are ${Object.keys(AREAS).join(', ')}`);
  }
  return new Map(all.filter(([name]) => names.includes(name)));
}

/** Lines of at most 120 characters, all but the first indented. */
function wrapped(words: readonly string[], indent: number): string {
  const lines = [''];
  for (const word of words) {
    const line = `${lines.at(-1)}${lines.at(-1) === '' ? '' : ', '}${word}`;
    if (line.length + indent > 118) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.join(`,\n${' '.repeat(indent)}`);
}
