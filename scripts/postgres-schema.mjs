/**
 * prisma/schema.prisma as PostgreSQL gets it. Its own file says it for SQLite; what differs is said here:
 * - numbers that only grow (`autoincrement()`, places in the journal) need 64 bits;
 * - JSON stays the text that was written: webhooks carry it byte for byte;
 * - models and fields marked `/// @only sqlite` are left out.
 */
export const postgresSchema = (schema) =>
  schema
    .replace(/^((?:\/\/\/.*\n)*)model (\w+) [^{]*\{[^}]*^\}\n/gm, (model, comment) =>
      isForSqlite(comment) ? '' : model,
    )
    .replace(/^ *\/\/\/ @only sqlite\n.*\n/gm, '')
    .replace('provider = "sqlite"', 'provider = "postgresql"')
    .replace(/^( +\w+ +)Int(?= .*autoincrement\(\))/gm, '$1BigInt')
    .replace(/^( +\w+Seq +)Int\b/gm, '$1BigInt')
    .replace(/^( +\w+ +Json\??)/gm, '$1 @db.Json');

const isForSqlite = (comment) => /@only sqlite\b/.test(comment);
