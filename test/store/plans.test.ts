import { ContactReader } from '../../src/store/contact-reader.js';
import { DeliveryLog } from '../../src/store/delivery-log.js';
import { DeliveryStore } from '../../src/store/delivery-store.js';
import { PageReader } from '../../src/store/page-reader.js';
import type { Sql } from '../../src/store/sql.js';
import { planOf } from '../support/statements.js';
import { openSql, type SqlFixture } from './both-databases.js';
import { removeStores } from './store-fixture.js';

// What SQLite says about its plans; PostgreSQL makes its own from what is in the tables.
let sqlite: SqlFixture;
beforeAll(async () => (sqlite = await openSql('sqlite')));
afterAll(async () => {
  await sqlite.close();
  await removeStores();
});

/** How SQLite goes about every statement that somebody prepares. */
function plansOf(prepareAll: (sql: Sql) => unknown): Promise<string[][]> {
  const { sql } = sqlite;
  const texts: string[] = [];
  prepareAll({
    ...sql,
    prepare: (text) => (texts.push(text), sql.prepare(text)),
    prepareTuples: (text) => (texts.push(text), sql.prepareTuples(text)),
    prepareValues: (text) => (texts.push(text), sql.prepareValues(text)),
  });
  return Promise.all(texts.map((text) => planOf(sql, text.replaceAll(/@\w+|\?/g, '1'))));
}

it('contacts are read by an index, not by looking through all rows', async () => {
  const plans = await plansOf((sql) => new ContactReader(sql));

  expect(plans).toHaveLength(4);
  expect(plans.flat().filter((detail) => /^SCAN (?!parent|CONSTANT ROW)|TEMP B-TREE/.test(detail))).toEqual([]);
});

it('pages are read by an index, not by looking through all rows', async () => {
  const plans = await plansOf((sql) => new PageReader(sql));

  expect(plans.length).toBeGreaterThan(10);
  const slow = plans.flat().filter((detail) => /^SCAN (?!parent|talked|silent|either)|TEMP B-TREE/.test(detail));
  expect(slow).toEqual([]);
});

it('the log of deliveries is read by its indexes, in their order', async () => {
  const plans = await plansOf((sql) => new DeliveryLog(sql));

  const searches = plans.map((plan) => plan.filter((detail) => detail.startsWith('SEARCH')));
  expect(searches).toEqual([
    [
      'SEARCH found USING INDEX sqlite_autoindex_Delivery_1 (id=?)',
      'SEARCH Delivery USING INDEX Delivery_webhookId_eventSeq_idx (webhookId=? AND eventSeq<?)',
    ],
    [
      'SEARCH found USING INDEX sqlite_autoindex_Delivery_1 (id=?)',
      'SEARCH Delivery USING INDEX Delivery_webhookId_state_eventSeq_idx (webhookId=? AND state=? AND eventSeq<?)',
    ],
    ['SEARCH Delivery USING INDEX Delivery_state_eventSeq_webhookId_idx (state=?)'],
    [
      'SEARCH Delivery USING INDEX Delivery_state_eventSeq_webhookId_idx (state=?)',
      'SEARCH webhook USING INDEX Webhook_sessionId_idx (sessionId=?)',
    ],
    ['SEARCH found USING INDEX Attempt_deliveryId_idx (deliveryId=?)'],
    ['SEARCH found USING INTEGER PRIMARY KEY (rowid=?)'],
    ['SEARCH Delivery USING INDEX sqlite_autoindex_Delivery_1 (id=?)'],
    ['SEARCH Delivery USING INDEX Delivery_webhookId_state_eventSeq_idx (webhookId=? AND state=? AND eventSeq>?)'],
    [
      'SEARCH Delivery USING COVERING INDEX Delivery_finishedAt_idx (finishedAt<?)',
      'SEARCH d USING INDEX Delivery_webhookId_state_eventSeq_idx (webhookId=? AND state=?)',
    ],
  ]);
  const slow = plans.flat().filter((detail) => /^SCAN (?!parent|scope|wanted|w$|CONSTANT)|TEMP B-TREE/.test(detail));
  expect(slow).toEqual([]);
});

it('what is to be delivered is read by ranges of indexes only, so that what is finished costs nothing', async () => {
  const plans = await plansOf((sql) => new DeliveryStore({ sql }));

  // Webhooks are few, and all of them are looked at once, at the start.
  const scans = plans
    .flat()
    .filter((step) => /SCAN|TEMP B-TREE/.test(step) && !/^SCAN (w\b|held|wanted|json_each)/.test(step));
  expect(plans.length).toBeGreaterThan(4);
  expect(scans).toEqual([]);
});
