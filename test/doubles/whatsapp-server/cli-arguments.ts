import { type DoubleOptions, parseOptions } from './options.js';

export interface CliArguments {
  options: Partial<DoubleOptions>;
  controlPort: number;
  /** Where the media host's certificate is written. */
  certFile: string | undefined;
  help: boolean;
}

export const USAGE = `Usage: cli.js [--port N] [--control N] [--media-port N] [--cert-file PATH] [--opt key=value ...] [--help]

  --port N          port of the WhatsApp web socket (any free one)
  --control N       port of the control API (any free one)
  --media-port N    port of the HTTPS media host (any free one)
  --cert-file PATH  write the media host's certificate there, for NODE_EXTRA_CA_CERTS
  --opt key=value   an option of the double, the value as JSON or text; may be repeated
  --help            print this and end

Prints one JSON line when it is ready.
`;

const PORTS: Record<string, 'port' | 'mediaPort' | 'controlPort'> = {
  '--port': 'port',
  '--media-port': 'mediaPort',
  '--control': 'controlPort',
};

/** @throws Error in one sentence, naming the argument */
export function parseArguments(args: readonly string[]): CliArguments {
  const parsed: CliArguments = { options: {}, controlPort: 0, certFile: undefined, help: false };
  const rest = [...args];
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const port = PORTS[name];
    if (name === '--help') parsed.help = true;
    else if (port === 'controlPort') parsed.controlPort = portIn(name, rest.shift());
    else if (port) parsed.options[port] = portIn(name, rest.shift());
    else if (name === '--cert-file') parsed.certFile = valueOf(name, rest.shift());
    else if (name === '--opt') Object.assign(parsed.options, optionIn(valueOf(name, rest.shift())));
    else throw new Error(`unknown argument ${name}; --help lists the known ones`);
  }
  return parsed;
}

function valueOf(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new Error(`${name} needs a value`);
  return value;
}

function portIn(name: string, value: string | undefined): number {
  const port = Number(valueOf(name, value));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name} must be a port, 0 to 65535`);
  return port;
}

function optionIn(text: string): Partial<DoubleOptions> {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`--opt must be key=value, not ${text}`);
  const value = text.slice(at + 1);
  return parseOptions({ [text.slice(0, at)]: jsonOr(value) });
}

function jsonOr(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
