#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { type CliArguments, parseArguments, USAGE } from './cli-arguments.js';
import { type RunningDouble } from './index.js';

const BAD_ARGUMENTS = 2;
const FAILED = 1;

/** Runs the double as a process of its own; ends on SIGTERM, SIGINT, and with the parent that forked it. */
async function main(): Promise<void> {
  const args = argumentsOrExit();
  if (args.help) {
    process.stdout.write(USAGE);
    return;
  }
  const starting = start(args);
  endWithSignalOrParent(starting);
  process.stdout.write(`${readyLine(await starting, args)}\n`);
}

function argumentsOrExit(): CliArguments {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(BAD_ARGUMENTS);
  }
}

/** Loads Baileys only now: bad arguments are refused at once. */
async function start({ options, controlPort, certFile }: CliArguments): Promise<RunningDouble> {
  const { startWhatsAppDouble } = await import('./index.js');
  const running = await startWhatsAppDouble({ ...options, controlPort });
  const { media, events } = running.double;
  if (certFile && media) writeFileSync(certFile, media.certificate.cert);
  const complain = (text: string) => process.stderr.write(`${text}\n`);
  events.on('messageError', (error, { tag }) => complain(`message error in <${tag}>: ${error.message}`));
  events.on('connectionError', ({ message }) => complain(`connection error: ${message}`));
  return running;
}

function endWithSignalOrParent(starting: Promise<RunningDouble>): void {
  const end = () => void starting.then((running) => running.stop()).finally(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
}

function readyLine({ url, controlUrl, double, rootPublicKey }: RunningDouble, { certFile }: CliArguments): string {
  const addresses = { url, control: controlUrl, media: double.mediaHost };
  return JSON.stringify({ ready: true, pid: process.pid, ...addresses, rootPublicKey, certFile });
}

main().catch((error: unknown) => {
  process.stderr.write(`the WhatsApp double could not start: ${(error as Error).message}\n`);
  process.exit(FAILED);
});
