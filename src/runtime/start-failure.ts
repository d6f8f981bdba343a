/** What a failed call of the system or the database carries along. */
interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly port?: number;
  readonly address?: string;
}

/** Errors whose message says the way out already. */
const SAID = new Set(['ConfigError', 'MigrationError', 'DatabaseInUseError', 'DatabaseUnusableError', 'MoveError']);

const me = (): string => `user ${process.getuid?.() ?? 'of this process'}`;

/** Why the port could not be opened. */
const LISTENING: Readonly<Record<string, (failure: Failure) => string>> = {
  EADDRINUSE: ({ port }) =>
    `Port ${port} is taken. End what listens there (\`ss -ltnp 'sport = :${port}'\` shows it), or set PORT to another.`,
  EADDRNOTAVAIL: ({ address }) =>
    `HOST is ${address}, which is no address of this machine. Leave HOST out to listen on all of them.`,
  EACCES: ({ port }) => `${me()} may not listen on port ${port}. Set PORT to 1024 or above, and put a proxy in front.`,
};

/** Why a file could not be made, read or written. SQLite's codes are longer than these, which are what they begin with. */
const FILES: readonly (readonly [code: RegExp, say: (failure: Failure) => string])[] = [
  [
    /^(EACCES|EPERM|EROFS|SQLITE_(CANTOPEN|READONLY))/,
    ({ path }) =>
      `${path ?? 'A database'} cannot be opened for writing by ${me()}. Give the data folder to that user ` +
      '(`chown -R <user> data`), or start the gateway as the user the folder belongs to; in a container, mount a ' +
      'folder that can be written.',
  ],
  [/^(ENOSPC|SQLITE_FULL)/, () => 'The disk is full. Make room where the data folder is, and start again.'],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    () => 'Another program holds a lock on a database. End it (`fuser -v data/*.sqlite` shows it), and start again.',
  ],
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    () => 'A database is damaged. Keep a copy of the data folder, and restore the last backup into it.',
  ],
];

/** What an operator reads when the start fails: what happened and the way out; what nobody foresaw comes whole. */
export function startFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const failure: Failure = error;
  const { name, message, code = '', syscall } = failure;
  if (SAID.has(name)) return message;
  const say = syscall === 'listen' ? LISTENING[code] : FILES.find(([begin]) => begin.test(code))?.[1];
  return say === undefined ? (error.stack ?? message) : `${say(failure)} (${message})`;
}
