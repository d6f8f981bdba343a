import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { expectRefused } from '../expected.js';

const search = 'GET /api/search';

export const searchArea: Area = {
  name: 'the search',
  cases: [
    contractCase('finds nothing where nothing is, and wants a word', {
      covers: [`${search} 200 400`],
      run: async ({ call, label, session }) => {
        const sessionId = await session();

        const none = await call(search, { query: `?q=${label}&sessionId=${sessionId}` });
        const blank = await call(search, { query: '?q=%20' });

        expect(none).toMatchObject({ status: 200, body: { total: 0, messages: [] } });
        expectRefused(blank.body, 'q should not be empty');
      },
    }),

    contractCase('finds messages by their words', {
      covers: [`${search} 200`],
      needs: ['recipient'],
      run: async ({ call, label, recipient: { sessionId, chatId } }) => {
        // one word, which nothing else has
        const word = label.replaceAll('-', '');
        const text = `Is the ${word} on its way?`;
        await call('POST /api/sessions/{sessionId}/messages/send-text', { sessionId }, { body: { chatId, text } });

        const found = await call(search, {
          query: `?q=${word.toUpperCase()}%20way&sessionId=${sessionId}&direction=outgoing&limit=5`,
        });

        expect(found).toMatchObject({ status: 200, body: { total: 1, messages: [{ body: text }] } });
      },
    }),
  ],
};
