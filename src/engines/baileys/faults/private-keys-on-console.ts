/**
 * Fault: libsignal prints whole session records, private keys included, to the console whenever a session is replaced
 * (Baileys #2098), and a stack trace for every message it cannot read, once per session it tried. These lines and no
 * others are dropped; what cannot be read is kept in the store instead.
 */
const LIBSIGNAL_LINE = new RegExp(
  '^(' +
    [
      'Closing (open |stale open )?session',
      'Opening session',
      'Session already (closed|open)',
      'Removing old closed session',
      'Migrating session to',
      'V1 session storage migration error',
      'Decrypted message with closed session',
      'Failed to decrypt message with any known session',
      'Session error:\\w*Error',
      'WARNING: Expected pubkey of length 33',
    ].join('|') +
    ')',
);

const LEVELS = ['log', 'info', 'warn', 'error'] as const;
type Output = Pick<Console, (typeof LEVELS)[number]>;

/** @param output the console that libsignal writes to */
export function silenceLibsignal(output: Output): void {
  for (const level of LEVELS) {
    const write = output[level].bind(output);
    output[level] = (...line: unknown[]) => {
      if (typeof line[0] !== 'string' || !LIBSIGNAL_LINE.test(line[0])) write(...line);
    };
  }
}
