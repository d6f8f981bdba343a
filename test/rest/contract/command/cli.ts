import { inspect } from 'node:util';
import { runContract } from './run.js';

// `npm run contract`: the contract test against any running gateway. docs/rest.md tells of it.
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

void runContract(process.argv.slice(2), {
  env: process.env,
  print: (text) => process.stdout.write(text),
  tell: (line) => process.stderr.write(`${line}\n`),
  signal: stop.signal,
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // a fault of the test itself says nothing about the gateway
    process.stderr.write(`${inspect(error)}\n`);
    process.exitCode = 2;
  },
);
