import { silenceLibsignal } from '../../../src/engines/baileys/faults/private-keys-on-console.js';

let isQuiet = false;

/** Drops libsignal's lines from the console, as the gateway does, and keeps every other. Repeating it changes nothing. */
export function quietConsole(): void {
  if (isQuiet) return;
  isQuiet = true;
  silenceLibsignal(console);
}
