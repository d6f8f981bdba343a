import type { Jid } from '../../src/domain/jid.js';
import type { ObservedMessage } from '../../src/domain/message.js';
import { FILTER_OPERATORS, type FilterField } from '../../src/webhooks/filters.js';
import { ALICE, GROUP, ME, observed } from '../sessions/rig.js';
import { startFixture, type Fixture } from '../graphql/fixture.js';

const BOB = '628770003344@c.us' as Jid;
const ALIAS = '99887766554433@lid' as Jid;
const OPERATORS = ['is', 'isNot', 'contains', 'equals'] as const;
const GRAPHQL: Readonly<Record<string, string>> = {
  isNot: 'IS_NOT',
  isGroup: 'IS_GROUP',
  fromMe: 'FROM_ME',
  hasMedia: 'HAS_MEDIA',
};
const nameOf = (value: string): string => GRAPHQL[value] ?? value.toUpperCase();

type Message = Partial<ObservedMessage>;
const inGroup: Message = { chatId: GROUP, author: ALICE };
const fromMe: Message = { chatId: BOB, fromMe: true, author: ME };

/** Every documented field with every operator it knows: a value, messages that pass and messages that do not. */
const PAIRS: readonly [FilterField, (typeof OPERATORS)[number], unknown, readonly Message[], readonly Message[]][] = [
  ['sender', 'is', [BOB, '+62 877-000-1122'], [{}, inGroup, { chatId: ALIAS, author: ALIAS }], [fromMe]],
  ['sender', 'isNot', ALICE, [fromMe], [{}, inGroup, { chatId: ALIAS, author: ALIAS }]],
  ['recipient', 'is', '628770003344', [fromMe], [{}, inGroup]],
  ['recipient', 'isNot', BOB, [{}, inGroup], [fromMe]],
  [
    'mentions',
    'is',
    [ALICE, ME],
    [{ mentionedIds: [BOB, ME] }, { mentionedIds: [ALIAS] }],
    [{}, { mentionedIds: [BOB] }],
  ],
  ['mentions', 'isNot', ME, [{}, { mentionedIds: [BOB] }], [{ mentionedIds: [BOB, ME] }]],
  ['type', 'is', ['image', 'POLL'], [{ type: 'image' }, { type: 'poll' }], [{}, { type: 'video' }]],
  ['type', 'isNot', 'text', [{ type: 'image' }], [{}]],
  ['body', 'contains', ['VAN', 'truck'], [{}, { body: 'the van' }], [{ body: 'hello' }, { body: '' }]],
  ['body', 'equals', 'Hello', [{ body: 'HELLO' }], [{ body: 'hello there' }, {}]],
  ['isGroup', 'is', true, [inGroup], [{}, fromMe]],
  ['fromMe', 'is', true, [fromMe], [{}, inGroup]],
  ['hasMedia', 'is', false, [{}, inGroup], [{ hasMedia: true, type: 'image' }]],
];

let gateway: Fixture;
let sessionId: string;
beforeAll(async () => {
  gateway = await startFixture();
  sessionId = (await gateway.rig.createReady()).id;
  gateway.rig.factory.engine.emit({ kind: 'identity', lid: ALIAS, pn: ALICE });
  await gateway.store.commits.settled();
});
afterAll(() => gateway.stop());

const CREATE = `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { id } }`;
const create = (conditions: readonly object[]) =>
  gateway.run<{ createWebhook: { id: string } }>(CREATE, {
    input: {
      sessionId,
      url: 'https://receiver.example/hook',
      events: ['MESSAGE_RECEIVED', 'MESSAGE_SENT', 'SESSION_STATUS'],
      filters: { conditions },
    },
  });
const condition = (field: string, operator: string, value: unknown) => ({
  field: nameOf(field),
  operator: nameOf(operator),
  value,
});

it('has a case for every documented pair', () => {
  const documented = Object.entries(FILTER_OPERATORS).flatMap(([field, operators]) =>
    operators.map((operator) => `${field} ${operator}`),
  );

  expect(PAIRS.map(([field, operator]) => `${field} ${operator}`).sort()).toEqual(documented.sort());
});

it.each(PAIRS)(
  '%s %s %j: what passes is delivered, what does not is not',
  async (field, operator, value, pass, fail) => {
    const { data, errors } = await create([condition(field, operator, value)]);
    expect(errors).toEqual([]);
    const { id } = data!.createWebhook;
    const report = (messages: readonly Message[], kind: string): string[] =>
      messages.map((message, index) => {
        const stanzaId = `${kind}${index}${field}${operator}`;
        gateway.rig.factory.engine.emit({ kind: 'message', message: observed({ ...message, stanzaId }) });
        return stanzaId;
      });
    const passing = report(pass, 'PASS');
    report(fail, 'FAIL');
    await gateway.store.commits.settled();

    const delivered = await gateway.store.sql
      .prepareValues<[string], string>(
        `SELECT m."stanzaId" FROM "Delivery" d JOIN "Event" e ON e."seq" = d."eventSeq"
       JOIN "Message" m ON m."id" = e."messageId" WHERE d."webhookId" = ? ORDER BY e."seq"`,
      )
      .all(id);
    expect(delivered).toEqual(passing);
  },
);

const ILLEGAL = Object.entries(FILTER_OPERATORS).flatMap(([field, operators]) =>
  OPERATORS.filter((operator) => !(operators as readonly string[]).includes(operator)).map(
    (operator) => [field, operator, operators.join(', ')] as const,
  ),
);

it.each(ILLEGAL)('%s %s is refused; what is allowed is said', async (field, operator, allowed) => {
  const { errors } = await create([condition(field, operator, field.startsWith('is') ? true : 'x')]);

  expect(errors).toMatchObject([
    {
      code: 'VALIDATION_FAILED',
      extensions: {
        issues: expect.arrayContaining([
          {
            field: 'filters.conditions.0.operator',
            message: `filters.conditions.0.operator must be one of the following values: ${allowed}`,
          },
        ]) as unknown,
      },
    },
  ]);
});

it('lets events pass that are about no message', async () => {
  const { data } = await create([condition('body', 'equals', 'nothing says this')]);
  gateway.rig.factory.engine.emit({ kind: 'connecting' });
  await gateway.store.commits.settled();

  const types = await gateway.store.sql
    .prepareValues<
      [string],
      string
    >('SELECT e."type" FROM "Delivery" d JOIN "Event" e ON e."seq" = d."eventSeq" WHERE d."webhookId" = ?')
    .all(data!.createWebhook.id);
  expect(types).toEqual(['session.status']);
});

it('a webhook that is deleted twice, also at once, is gone and said to be so', async () => {
  const { data } = await create([]);
  const { id } = data!.createWebhook;
  const remove = () => gateway.run(`mutation { deleteWebhook(sessionId: "${sessionId}", id: "${id}") }`);

  const codes = (await Promise.all([remove(), remove()])).flatMap(({ errors }) => errors.map(({ code }) => code));
  const again = await remove();

  expect(codes.filter((code) => code !== 'NOT_FOUND')).toEqual([]);
  expect(codes.length).toBeLessThan(2);
  expect(again.errors).toMatchObject([{ code: 'NOT_FOUND', message: `Webhook "${id}" not found` }]);
});
