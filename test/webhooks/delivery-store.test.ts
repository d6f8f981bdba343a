import type { Database } from 'better-sqlite3';
import { DeliveryStore } from '../../src/store/delivery-store.js';
import { openBench } from './support.js';

it('reads ranges of indexes only, so that what is finished costs nothing', async () => {
  const gateway = await openBench({ start: false });
  const { reader, commits } = gateway.store;
  const statements: string[] = [];
  const listening = { prepare: (sql: string) => (statements.push(sql), reader.prepare(sql)) } as unknown as Database;
  new DeliveryStore({ reader: listening, commits });

  const steps = statements.flatMap((sql) => {
    const rows = reader
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array(countOf(sql)).fill(1));
    return rows.map((row) => row.detail);
  });

  // Webhooks are few, and all of them are looked at once, at the start.
  const scans = steps.filter((step) => /SCAN|TEMP B-TREE/.test(step) && !/^SCAN (w\b|json_each)/.test(step));
  expect(statements.length).toBeGreaterThan(4);
  expect(scans).toEqual([]);
  await gateway.close();
});

const countOf = (sql: string): number => sql.split('?').length - 1;
