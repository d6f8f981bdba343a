/**
 * The tables of an export, under their documented names; `chats`, `contacts` and `batchItems` are ours. A table stands behind those
 * that its rows refer to.
 */
export const DATA_TABLES = {
  sessions: 'Session',
  webhooks: 'Webhook',
  chats: 'Chat',
  contacts: 'Contact',
  messages: 'Message',
  templates: 'Template',
  messageBatches: 'MessageBatch',
  batchItems: 'BatchItem',
  baileysStoredMessages: 'EngineSent',
  lidMappings: 'Identity',
} as const;

export type DataTable = keyof typeof DATA_TABLES;
export const isDataTable = (name: string): name is DataTable => Object.hasOwn(DATA_TABLES, name);

export type ColumnValue = string | number | null | Uint8Array;

/** The rows of one table as they are to be stored, with columns of ours: nothing of a file is ever a column's name. */
export interface TableRows {
  readonly table: (typeof DATA_TABLES)[DataTable];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ColumnValue[])[];
}
