import { DeliveryStore } from '../../src/store/delivery-store.js';
import type { Sql } from '../../src/store/sql.js';
import { planOf } from '../support/statements.js';
import { openBench } from './support.js';

it('reads ranges of indexes only, so that what is finished costs nothing', async () => {
  const gateway = await openBench({ start: false });
  const { sql } = gateway.store;
  const statements: string[] = [];
  const listening: Sql = {
    ...sql,
    prepare: (text) => (statements.push(text), sql.prepare(text)),
    prepareValues: (text) => (statements.push(text), sql.prepareValues(text)),
  };
  new DeliveryStore({ sql: listening });

  const steps = (await Promise.all(statements.map((text) => planOf(sql, text.replaceAll('?', '1'))))).flat();

  // Webhooks are few, and all of them are looked at once, at the start.
  const scans = steps.filter((step) => /SCAN|TEMP B-TREE/.test(step) && !/^SCAN (w\b|held|json_each)/.test(step));
  expect(statements.length).toBeGreaterThan(4);
  expect(scans).toEqual([]);
  await gateway.close();
});
