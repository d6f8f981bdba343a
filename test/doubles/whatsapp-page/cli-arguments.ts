import { type PageDoubleOptions, parseOptions } from './options.js';

export interface CliArguments {
  options: Partial<PageDoubleOptions>;
  controlPort: number;
  help: boolean;
}

export const USAGE = `Usage: cli.js [--control N] [--opt key=value ...] [--help]

  --control N       port of the control API (any free one)
  --opt key=value   an option of the double, the value as JSON or text; may be repeated
  --help            print this and end

Prints one JSON line when it is ready.
`;

/** @throws Error in one sentence, naming the argument */
export function parseArguments(args: readonly string[]): CliArguments {
  const parsed: CliArguments = { options: {}, controlPort: 0, help: false };
  const rest = [...args];
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '--help') parsed.help = true;
    else if (name === '--control') parsed.controlPort = Number(valueOf(name, rest.shift()));
    else if (name === '--opt') Object.assign(parsed.options, optionIn(valueOf(name, rest.shift())));
    else throw new Error(`unknown argument ${name}; --help lists the known ones`);
  }
  return parsed;
}

function valueOf(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new Error(`${name} needs a value`);
  return value;
}

function optionIn(text: string): Partial<PageDoubleOptions> {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`--opt must be key=value, not ${text}`);
  return parseOptions({ [text.slice(0, at)]: jsonOr(text.slice(at + 1)) });
}

function jsonOr(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
