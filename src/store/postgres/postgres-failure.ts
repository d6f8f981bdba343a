import { connect, nameOf, type PostgresSettings } from './postgres-connection.js';

/** The data database cannot be used. The message says the way out. */
export class DatabaseUnusableError extends Error {
  override readonly name = 'DatabaseUnusableError';
}

/** The oldest version that still gets corrections. */
const OLDEST = 14;

type Say = (settings: PostgresSettings) => string;

const where = ({ host, port }: PostgresSettings): string => `PostgreSQL at ${host}:${port}`;
const who = ({ user }: PostgresSettings): string => user ?? 'nobody (DATABASE_USERNAME is not set)';

/** By the code of the failure, of PostgreSQL or of the network; the first that fits. */
const BY_CODE: readonly (readonly [code: RegExp, say: Say])[] = [
  [
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET)$/,
    (settings) =>
      `${where(settings)} cannot be reached. Start it, or set DATABASE_HOST and DATABASE_PORT to where it listens ` +
      `(\`pg_isready -h ${settings.host} -p ${settings.port}\` asks it); in a container, localhost is the container itself.`,
  ],
  [
    /^57P03$/,
    (settings) => `${where(settings)} is starting or stopping. Wait until \`pg_isready\` says yes, and start again.`,
  ],
  [
    /^(28P01|28000)$/,
    (settings) =>
      `${where(settings)} does not let ${who(settings)} in. Set DATABASE_USERNAME and DATABASE_PASSWORD to those of a ` +
      'role there, or give that role the password (`ALTER ROLE ... PASSWORD ...`); pg_hba.conf on the server says who ' +
      'may come from where, and whether DATABASE_SSL=true is needed.',
  ],
  [
    /^3D000$/,
    (settings) =>
      `${where(settings)} has no database ${settings.database}. Make it ` +
      `(\`createdb -h ${settings.host} -p ${settings.port} -U ${settings.user ?? 'postgres'} ${settings.database}\`), ` +
      'or set DATABASE_NAME to one that is there.',
  ],
  [
    /^42501$/,
    (settings) =>
      `${who(settings)} may not make tables in schema ${settings.schema} of ${nameOf(settings)}. Let it ` +
      `(\`ALTER DATABASE ${settings.database} OWNER TO ${settings.user ?? '...'}\`), or set POSTGRES_SCHEMA to a schema of its own.`,
  ],
  [
    /^53300$/,
    (settings) =>
      `${where(settings)} takes no more connections. Raise max_connections there, or lower DATABASE_POOL_SIZE.`,
  ],
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID)$/,
    (settings) =>
      `The certificate of ${where(settings)} is not one that is trusted. Set NODE_EXTRA_CA_CERTS to the file of the ` +
      'authority that signed it, or DATABASE_SSL_REJECT_UNAUTHORIZED=false to encrypt without knowing to whom.',
  ],
];

/** What the driver says in words only. */
const BY_WORDS: readonly (readonly [words: RegExp, say: Say])[] = [
  [/timeout|timed out/i, BY_CODE[0]![1]],
  [/Connection terminated unexpectedly/, BY_CODE[0]![1]],
  [/password must be a string|no password/i, BY_CODE[2]![1]],
  [
    /does not support SSL/,
    (settings) => `${where(settings)} does not speak TLS. Set DATABASE_SSL=false, or turn \`ssl\` on there.`,
  ],
];

/** @throws DatabaseUnusableError for a failure that an operator can do something about, else the failure itself */
export function sayUnusable(error: unknown, settings: PostgresSettings): never {
  const { code, message } = error as Error & { code?: string };
  const say =
    BY_CODE.find(([fits]) => code !== undefined && fits.test(code))?.[1] ??
    BY_WORDS.find(([fits]) => fits.test(message))?.[1];
  if (say === undefined) throw error;
  throw new DatabaseUnusableError(`${say(settings)} (${message})`, { cause: error });
}

interface Server {
  readonly version: number;
  readonly encoding: string;
  readonly knowsUnicode: boolean;
}

/**
 * Looks whether the gateway can work with the server at all.
 * @throws DatabaseUnusableError
 */
export async function requireUsable(settings: PostgresSettings): Promise<void> {
  const client = await connect(settings, { name: 'gateway' }).catch((error: unknown) => sayUnusable(error, settings));
  try {
    const { rows } = await client.query<Server>(
      `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('server_encoding') AS encoding,
              EXISTS (SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu') AS "knowsUnicode"`,
    );
    const [server] = rows as [Server];
    if (server.version < OLDEST) {
      throw new DatabaseUnusableError(
        `${where(settings)} is version ${server.version}, and the gateway needs ${OLDEST} or newer. Upgrade it ` +
          '(pg_upgrade, or a dump into a new server).',
      );
    }
    if (server.encoding !== 'UTF8') {
      throw new DatabaseUnusableError(
        `${nameOf(settings)} is encoded as ${server.encoding}, which cannot hold every message. Make one with ` +
          `\`createdb --encoding=UTF8 --template=template0 ...\` and set DATABASE_NAME to it.`,
      );
    }
    if (Number(server.knowsUnicode) !== 1) {
      throw new DatabaseUnusableError(
        `${where(settings)} was built without ICU, so that it knows no letters but those of ASCII. Use a build with it, ` +
          'as the official image and the packages of every distribution are.',
      );
    }
  } finally {
    await client.end();
  }
}
