import { createRequire } from 'node:module';
import { type CurveModule, refuseBadSignatures, useRustCurve } from './faults/curve.js';
import { silenceLibsignal } from './faults/private-keys-on-console.js';
import { type SessionCipherClass, tryOnCopies } from './faults/session-attempts.js';
import { runAtOnce } from './faults/signal-jobs.js';
import type { BaileysLibrary } from './library.js';

const load = createRequire(__filename);
let loading: Promise<BaileysLibrary> | undefined;

/**
 * Loads Baileys on first use, with its known faults dealt with before its modules take hold of each other. No file of
 * it is changed. There is one copy per process: the first caller's options count.
 * @param options.verifyServer refuse a server whose certificate does not lead to WhatsApp's key; false: as the library
 */
export function loadLibrary(options: { readonly verifyServer: boolean }): Promise<BaileysLibrary> {
  loading ??= prepareAndLoad(options);
  return loading;
}

async function prepareAndLoad({ verifyServer }: { readonly verifyServer: boolean }): Promise<BaileysLibrary> {
  silenceLibsignal(console);
  const curve = load('libsignal/src/curve.js') as CurveModule;
  useRustCurve(curve, await import('whatsapp-rust-bridge'));
  if (verifyServer) refuseBadSignatures(curve);
  replaceModule('libsignal/src/queue_job.js', runAtOnce);
  tryOnCopies(load('libsignal/src/session_cipher.js') as SessionCipherClass);
  return import('@whiskeysockets/baileys');
}

/** Whoever requires the module from now on gets `exports`. */
function replaceModule(name: string, exports: unknown): void {
  load(name);
  const module = load.cache[load.resolve(name)];
  if (module === undefined) throw new Error(`${name} cannot be replaced`);
  module.exports = exports;
}
