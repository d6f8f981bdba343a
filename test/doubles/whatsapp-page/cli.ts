#!/usr/bin/env node
import { type CliArguments, parseArguments, USAGE } from './cli-arguments.js';
import { type RunningPageDouble, startPageDouble } from './index.js';

const BAD_ARGUMENTS = 2;
const FAILED = 1;

/** Runs the page double as a process of its own; ends on SIGTERM, SIGINT, and with the parent that forked it. */
async function main(): Promise<void> {
  const args = argumentsOrExit();
  if (args.help) {
    process.stdout.write(USAGE);
    return;
  }
  const starting = startPageDouble(args.options, args.controlPort);
  endWithSignalOrParent(starting);
  process.stdout.write(`${readyLine(await starting)}\n`);
}

function argumentsOrExit(): CliArguments {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(BAD_ARGUMENTS);
  }
}

function endWithSignalOrParent(starting: Promise<RunningPageDouble>): void {
  const end = () => void starting.then((running) => running.stop()).finally(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
}

function readyLine({ controlUrl, server }: RunningPageDouble): string {
  const { host, port } = server.address;
  return JSON.stringify({
    ready: true,
    pid: process.pid,
    control: controlUrl,
    page: `https://${host}:${port}`,
    chromiumArgs: server.chromiumArgs,
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`the WhatsApp page double could not start: ${(error as Error).message}\n`);
  process.exit(FAILED);
});
