import { GatewayError } from '../domain/errors.js';
import type { Caller } from '../domain/role.js';
import type { ExportedTables } from '../store/data-export.js';
import type { Store } from '../store/store.js';

/** What one answer may hold; JSON text cannot grow without end. */
const MAX_ROWS = 500_000;

export interface DataExported {
  readonly exportedAt: Date;
  readonly dataDbType: 'sqlite' | 'postgres';
  readonly tables: ExportedTables;
  readonly counts: Readonly<Record<string, number>>;
}

export class ExportService {
  private running = false;

  constructor(private readonly deps: { readonly store: Pick<Store, 'export' | 'sql'> }) {}

  /**
   * Every session, webhook, chat, contact, message, template and batch, as they are at one moment; no scheduled messages,
   * which would be sent twice. Secrets of webhooks are in it in clear text, what keeps sessions linked is not.
   * @throws GatewayError SESSION_NOT_ALLOWED to a key that is limited to some sessions, PAYLOAD_TOO_LARGE where there is
   * too much for one answer, CONFLICT while another export runs
   */
  async data(caller: Caller): Promise<DataExported> {
    if (caller.allowedSessions !== null) {
      throw new GatewayError('SESSION_NOT_ALLOWED', 'API key not authorized for all sessions');
    }
    if (this.running) throw new GatewayError('CONFLICT', 'Another export is running');
    const { store } = this.deps;
    this.running = true;
    try {
      if ((await store.export.size()) > MAX_ROWS) {
        throw new GatewayError('PAYLOAD_TOO_LARGE', 'There is too much data for one answer; copy the database instead');
      }
      const tables = await store.export.tables();
      const counts = Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.length]));
      return { exportedAt: new Date(), dataDbType: store.sql.dialect.name, tables, counts };
    } finally {
      this.running = false;
    }
  }
}
