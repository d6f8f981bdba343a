import { expect } from 'expect';
import { contractCase, type Area, type Case } from '../case.js';
import { exampleOf } from '../examples.js';
import { ANY_TEXT, failure } from '../expected.js';
import type { Provisions } from '../provisions.js';

const of = '/api/sessions/{sessionId}';

const BEYOND_BAILEYS = [
  `GET ${of}/labels`,
  `GET ${of}/labels/{labelId}`,
  `GET ${of}/labels/chat/{chatId}`,
  `POST ${of}/labels/chat/{chatId}`,
  `DELETE ${of}/labels/chat/{chatId}/{labelId}`,
  `GET ${of}/channels`,
  `GET ${of}/channels/{channelId}`,
  `GET ${of}/channels/{channelId}/messages`,
  `DELETE ${of}/channels/{channelId}`,
  `POST ${of}/channels/subscribe`,
];

const BEYOND_BROWSER = [
  `GET ${of}/catalog`,
  `GET ${of}/catalog/products`,
  `GET ${of}/catalog/products/{productId}`,
  `POST ${of}/messages/send-product`,
  `POST ${of}/messages/send-catalog`,
];

const refusal = (route: string, engine: 'baileys' | 'browser'): Case =>
  contractCase(route, {
    covers: [`${route} 501`],
    needs: [engine],
    run: async ({ call, ...stage }) => {
      const { sessionId } = (stage as Pick<Provisions, typeof engine>)[engine];
      const { path, query = '', body } = exampleOf(route);
      // a status update is named by its own id, where others name a session
      const values = { ...path, id: 'ABCDEF', sessionId, query };

      const answer = await call(route, values, { body });

      expect(answer.body).toEqual(failure(501, ANY_TEXT, 'Not Implemented'));
    },
  });

/** What one engine reads, and the other may not. */
const READS = ['labels', 'channels', 'status', 'catalog', 'catalog/products'].map((list) => `GET ${of}/${list}`);

export const refusedByEngine: Area = {
  name: 'of an engine that cannot do it is told so:',
  cases: [
    // which of them is not known of a session that only has to be linked
    ...READS.map((route) =>
      contractCase(`${route}, or it is read`, {
        covers: [],
        needs: ['linked'],
        run: async ({ call, linked: { sessionId } }) => {
          const answer = await call(route, { sessionId });

          expect([200, 501]).toContain(answer.status);
        },
      }),
    ),
    ...BEYOND_BAILEYS.map((route) => refusal(route, 'baileys')),
    ...BEYOND_BROWSER.map((route) => refusal(route, 'browser')),
  ],
};
