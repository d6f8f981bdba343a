import type { PostgresSettings } from './postgres/postgres-connection.js';

/** Where the data database is: a file of SQLite, or on PostgreSQL. A plain value: a thread can be started with it. */
export type DatabaseAddress = string | PostgresSettings;
