import type { MessageData } from '../../src/domain/event.js';
import type { Jid } from '../../src/domain/jid.js';
import { matches, type WebhookFilterCondition } from '../../src/webhooks/filters.js';
import { ALICE, ME, messageOf } from './support.js';

const GROUP = '120363044556677889@g.us';
const inGroup = messageOf({ from: GROUP, chatId: GROUP, author: ALICE, isGroup: true });

const CASES: readonly [string, WebhookFilterCondition, MessageData, boolean][] = [
  ['sender by address', { field: 'sender', operator: 'is', value: ALICE }, messageOf(), true],
  ['sender by bare number', { field: 'sender', operator: 'is', value: '628770001122' }, messageOf(), true],
  ['sender by written number', { field: 'sender', operator: 'is', value: '+62 877-000-1122' }, messageOf(), true],
  [
    'sender in the other dialect',
    { field: 'sender', operator: 'is', value: '628770001122@s.whatsapp.net' },
    messageOf(),
    true,
  ],
  [
    'sender with a device',
    { field: 'sender', operator: 'is', value: '628770001122:4@s.whatsapp.net' },
    messageOf(),
    true,
  ],
  ['another sender', { field: 'sender', operator: 'is', value: '628770009999' }, messageOf(), false],
  ['one of several senders', { field: 'sender', operator: 'is', value: ['1', ALICE] }, messageOf(), true],
  ['none of several senders', { field: 'sender', operator: 'isNot', value: ['628770009999', ME] }, messageOf(), true],
  ['an unwanted sender', { field: 'sender', operator: 'isNot', value: ['628770009999', ALICE] }, messageOf(), false],
  ['sender in a group is the author', { field: 'sender', operator: 'is', value: ALICE }, inGroup, true],
  ['sender may be the group', { field: 'sender', operator: 'is', value: GROUP }, inGroup, true],
  [
    'the digits of a group are no number',
    { field: 'sender', operator: 'is', value: '120363044556677889' },
    inGroup,
    false,
  ],
  [
    'number behind a privacy alias',
    { field: 'sender', operator: 'is', value: '628770001122' },
    messageOf({ from: '1234567@lid', senderPhone: '628770001122' }),
    true,
  ],
  [
    'digits of a privacy alias',
    { field: 'sender', operator: 'is', value: '1234567' },
    messageOf({ from: '1234567@lid' }),
    false,
  ],
  ['recipient', { field: 'recipient', operator: 'is', value: '628123456789' }, messageOf(), true],
  ['another recipient', { field: 'recipient', operator: 'isNot', value: ALICE }, messageOf(), true],
  [
    'a mention',
    { field: 'mentions', operator: 'is', value: '628123456789' },
    messageOf({ mentionedIds: [ALICE, ME] }),
    true,
  ],
  ['no mention', { field: 'mentions', operator: 'is', value: ME }, messageOf(), false],
  ['an absent mention', { field: 'mentions', operator: 'isNot', value: ME }, messageOf(), true],
  [
    'body contains',
    { field: 'body', operator: 'contains', value: 'TRUCK' },
    messageOf({ body: 'Is the truck here?' }),
    true,
  ],
  [
    'body contains, by case',
    { field: 'body', operator: 'contains', value: 'TRUCK', caseSensitive: true },
    messageOf({ body: 'Is the truck here?' }),
    false,
  ],
  [
    'body contains one of',
    { field: 'body', operator: 'contains', value: ['van', 'truck'] },
    messageOf({ body: 'the truck' }),
    true,
  ],
  ['body equals', { field: 'body', operator: 'equals', value: 'HELLO' }, messageOf(), true],
  [
    'body equals, by case',
    { field: 'body', operator: 'equals', value: 'Hello', caseSensitive: true },
    messageOf(),
    false,
  ],
  ['body is not a part', { field: 'body', operator: 'equals', value: 'hell' }, messageOf(), false],
  ['a pattern is a text', { field: 'body', operator: 'contains', value: '.*' }, messageOf(), false],
  ['type', { field: 'type', operator: 'is', value: ['image', 'Text'] }, messageOf(), true],
  ['another type', { field: 'type', operator: 'isNot', value: 'text' }, messageOf(), false],
  ['in a group', { field: 'isGroup', operator: 'is', value: true }, inGroup, true],
  ['not in a group', { field: 'isGroup', operator: 'is', value: false }, inGroup, false],
  ['own message', { field: 'fromMe', operator: 'is', value: false }, messageOf(), true],
  ['with media', { field: 'hasMedia', operator: 'is', value: true }, messageOf(), false],
];

it.each(CASES)('%s', (_name, condition, message, expected) => {
  expect(matches({ conditions: [condition] }, message)).toBe(expected);
});

it('asks for all conditions', () => {
  const conditions: WebhookFilterCondition[] = [
    { field: 'sender', operator: 'is', value: ALICE },
    { field: 'body', operator: 'contains', value: 'invoice' },
  ];

  expect(matches({ conditions }, messageOf({ body: 'the invoice' }))).toBe(true);
  expect(matches({ conditions }, messageOf({ body: 'hello' }))).toBe(false);
  expect(matches({ conditions: [] }, messageOf())).toBe(true);
});

it('knows a person by the alias and by the number, once these are known to be one', () => {
  const alias = '99887766554433@lid' as Jid;
  const canonical = (jid: Jid): Jid => (jid === alias ? (ALICE as Jid) : jid);
  const byNumber: WebhookFilterCondition = { field: 'sender', operator: 'is', value: ALICE };
  const byAlias: WebhookFilterCondition = { field: 'sender', operator: 'is', value: alias };

  expect(matches({ conditions: [byNumber] }, messageOf({ from: alias }), canonical)).toBe(true);
  expect(matches({ conditions: [byAlias] }, messageOf({ from: ALICE }), canonical)).toBe(true);
  expect(matches({ conditions: [byNumber] }, messageOf({ from: '1@lid' as Jid }), canonical)).toBe(false);
  expect(matches({ conditions: [byNumber] }, messageOf({ from: alias }))).toBe(false);
});
