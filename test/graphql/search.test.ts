import { ALICE, GROUP, TEST_DATABASE } from '../sessions/rig.js';
import { inbound, outbound } from '../store/store-fixture.js';
import { caller, startFixture, type Fixture } from './fixture.js';

let fixture: Fixture;
let depot: string;
let shop: string;

beforeAll(async () => {
  fixture = await startFixture();
  depot = (await fixture.rig.create()).id;
  shop = (await fixture.rig.create()).id;
  const event = { event: null };
  await fixture.store.commits.write([
    { ...inbound('S1', { sessionId: depot, body: 'The truck is at the café', sentAt: 1000 }), ...event },
    { ...inbound('S2', { sessionId: depot, body: 'Trucks, two of them', chatId: GROUP, sentAt: 2000 }), ...event },
    outbound('S3', { sessionId: depot, body: 'Which TRUCK?', sentAt: 3000 }),
    { ...inbound('S4', { sessionId: shop, body: 'No truck here; say "hello"', sentAt: 4000 }), ...event },
    { ...inbound('S5', { sessionId: shop, body: '', type: 'image' }), ...event },
  ]);
});
afterAll(() => fixture.stop());

const SEARCH = `query ($query: String!, $sessionId: ID, $chatId: Jid, $direction: MessageDirection, $dateFrom: Float,
    $dateTo: Float, $limit: Int, $offset: Int) {
  searchMessages(query: $query, sessionId: $sessionId, chatId: $chatId, direction: $direction, dateFrom: $dateFrom,
    dateTo: $dateTo, limit: $limit, offset: $offset) { total messages { body } } }`;
interface Found {
  readonly searchMessages: { readonly total: number; readonly messages: readonly { readonly body: string }[] };
}
/** The stanzas found, newest first, by the moment that marks them. */
async function find(query: string, more: object = {}, who = caller()): Promise<string[]> {
  const { data, errors } = await fixture.run<Found>(SEARCH, { query, ...more }, { caller: who });
  if (!data) throw new Error(String(errors[0]?.code));
  return data.searchMessages.messages.map(({ body }) => body.slice(0, 9));
}
const [CAFE, TWO, WHICH, NONE_HERE] = ['The truck', 'Trucks, t', 'Which TRU', 'No truck '];

it('finds words whatever their case and accents, newest first', async () => {
  expect(await find('TRUCK')).toEqual([NONE_HERE, WHICH, CAFE]);
  expect(await find('cafe')).toEqual([CAFE]);
});

it('wants every word, in any order; a star lets one go on', async () => {
  expect(await find('café truck')).toEqual([CAFE]);
  expect(await find('truck* ')).toEqual([NONE_HERE, WHICH, TWO, CAFE]);
});

it.each([
  '"',
  'truck" OR "two',
  'NEAR(truck two)',
  'body:truck',
  'truck AND',
  'x\'; DROP TABLE "Message"',
  '(',
  '-truck',
])('takes what callers write for words, never for a language: %s', async (query) => {
  const { errors } = await fixture.run(SEARCH, { query });

  expect(errors.map(({ code }) => code)).toEqual(/\w/.test(query) ? [] : ['VALIDATION_FAILED']);
  expect(await find('hello')).toEqual([NONE_HERE]);
});

it('takes the filters of the history', async () => {
  expect(await find('truck*', { sessionId: depot })).toEqual([WHICH, TWO, CAFE]);
  expect(await find('truck*', { chatId: GROUP })).toEqual([TWO]);
  expect(await find('truck*', { chatId: ALICE, direction: 'INCOMING' })).toEqual([NONE_HERE, CAFE]);
  expect(await find('truck*', { dateFrom: 2000, dateTo: 3000 })).toEqual([WHICH, TWO]);
});

it('comes in pages and says how many there are', async () => {
  const { data } = await fixture.run<Found>(SEARCH, { query: 'truck*', limit: 1, offset: 1 });

  expect(data?.searchMessages).toMatchObject({ total: 4, messages: [{ body: 'Which TRUCK?' }] });
});

it('finds only what the key may see', async () => {
  expect(await find('truck', {}, caller({ role: 'operator', allowedSessions: [shop] }))).toEqual([NONE_HERE]);
  await expect(find('truck', { sessionId: depot }, caller({ allowedSessions: [shop] }))).rejects.toThrow(
    'SESSION_NOT_ALLOWED',
  );
  await expect(find('truck', {}, caller({ role: 'viewer' }))).rejects.toThrow('FORBIDDEN');
});

it('follows a text that changes, is taken back, or goes with its session', async () => {
  const { id } = await fixture.rig.create();
  await fixture.store.commits.write([outbound('EDIT', { sessionId: id, body: 'pineapple' })]);
  const { store } = fixture;
  const rewrite = (body: string) => store.exec(`UPDATE "Message" SET "body" = '${body}' WHERE "sessionId" = '${id}'`);
  // On SQLite each text has an entry, on PostgreSQL an index has them all.
  const counted = TEST_DATABASE === 'sqlite' ? '"SearchEntry"' : `"Message" WHERE "body" <> ''`;
  const texts = async () => (await store.sql.prepareValues<[], number>(`SELECT count(*) FROM ${counted}`).get()) ?? 0;
  const before = await texts();

  await rewrite('mango');
  expect([await find('pineapple'), await find('mango')]).toEqual([[], ['mango']]);
  await rewrite('');
  expect([await find('mango'), await texts()]).toEqual([[], before - 1]);
  await rewrite('papaya');
  expect(await find('papaya')).toEqual(['papaya']);
  await fixture.rig.sessions.delete(id);

  expect([await find('papaya'), await texts()]).toEqual([[], before - 1]);
});

const OBJECTS = {
  sqlite: {
    query: `SELECT "name" FROM sqlite_master WHERE "type" = 'trigger' OR "name" = 'MessageText' ORDER BY 1`,
    names: [
      ...['MessageText', 'Message_changed', 'Message_deleted', 'Message_failed', 'Message_inserted'],
      'SearchEntry_deleted',
    ],
  },
  postgres: {
    query: `SELECT indexname::text FROM pg_indexes WHERE indexname = 'Message_words_idx'
            UNION SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`,
    names: ['Event_deleting', 'Message_deleted', 'Message_failed', 'Message_inserted', 'Message_words_idx'],
  },
}[TEST_DATABASE];

it('still has what finds texts, and its triggers, after the last migration', async () => {
  expect(await fixture.store.sql.prepareValues(OBJECTS.query).all()).toEqual(OBJECTS.names);
});
