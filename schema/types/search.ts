import type { Message as MessageRow } from '../../src/store/store.js';
import { builder } from '../builder.js';
import { notEmpty, whole } from '../rules.js';
import { MessageDirection, MessageType } from './message.js';
import { Message } from './rows.js';

const SearchResult = builder
  .objectRef<{ readonly messages: readonly MessageRow[]; readonly total: number }>('SearchResult')
  .implement({
    description: 'Messages that were found.',
    access: 'operator',
    fields: (t) => ({
      messages: t.field({ type: [Message], description: 'Newest first.', resolve: ({ messages }) => [...messages] }),
      total: t.exposeInt('total', { description: 'How many there are on all pages, counted up to 10,000.' }),
    }),
  });

builder.queryField('searchMessages', (t) =>
  t.field({
    type: SearchResult,
    description: 'Full text over stored messages of the sessions the key may use, newest first.',
    access: { role: 'operator', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/search',
      status: 200,
      tag: 'search',
      args: {
        query: { from: 'query', name: 'q' },
        limit: { from: 'query', lenient: true },
        offset: { from: 'query', lenient: true },
      },
    },
    args: {
      query: t.arg.string({
        required: true,
        description: 'Words that must all occur, whatever their case and accents; `truck*` also finds `trucks`.',
        validate: notEmpty()
          .regex(/\S/, 'should not be empty')
          .max(512, 'must be shorter than or equal to 512 characters'),
      }),
      sessionId: t.arg.id({ description: 'Only messages of this session.' }),
      chatId: t.arg({ type: 'Jid', description: 'Only messages of this chat.' }),
      from: t.arg({ type: 'Jid', description: 'Only messages from this sender.' }),
      direction: t.arg({ type: MessageDirection, description: 'Only messages that went this way.' }),
      type: t.arg({ type: MessageType, description: 'Only messages of this type.' }),
      dateFrom: t.arg.float({ description: 'Only what was sent then or later; epoch milliseconds.' }),
      dateTo: t.arg.float({ description: 'Only what was sent then or before; epoch milliseconds.' }),
      limit: t.arg.int({ defaultValue: 20, description: 'How many, 1 to 100.', validate: whole(1, 100) }),
      offset: t.arg.int({ defaultValue: 0, description: 'How many to skip.', validate: whole(0, 10_000) }),
    },
    resolve: (_root, { limit, offset, ...wanted }, { services, caller }) =>
      services.search.messages(caller!, {
        query: wanted.query,
        sessionId: wanted.sessionId ?? undefined,
        chatId: wanted.chatId ?? undefined,
        from: wanted.from ?? undefined,
        direction: wanted.direction ?? undefined,
        type: wanted.type ?? undefined,
        dateFrom: wanted.dateFrom ?? undefined,
        dateTo: wanted.dateTo ?? undefined,
        limit: limit ?? 20,
        offset: offset ?? 0,
      }),
  }),
);
