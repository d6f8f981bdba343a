/**
 * What libsignal writes to the console: whole session entries, private keys included, and every failed decryption, which
 * the caller gets as an error anyway.
 */
const LIBSIGNAL_LINE =
  /^(Closing (session|open session|stale open session)|Removing old closed session|Session already (closed|open)|Opening session|Decrypted message with closed session|WARNING: Expected pubkey|Failed to decrypt message with any known session|Session error:)/;

const LEVELS = ['info', 'warn', 'log', 'error'] as const;
let isQuiet = false;

/** Drops exactly libsignal's lines from the console and keeps every other. Repeating it changes nothing. */
export function quietConsole(): void {
  if (isQuiet) return;
  isQuiet = true;
  for (const level of LEVELS) {
    const write = console[level].bind(console);
    console[level] = (...args: unknown[]) => {
      if (typeof args[0] === 'string' && LIBSIGNAL_LINE.test(args[0])) return;
      write(...args);
    };
  }
}
