import { expect } from 'expect';
import { routes } from '../../../../rest/generated/routes.js';
import { NOT_BUILT } from '../../../../rest/not-built.js';
import { request } from '../caller.js';
import { contractCase, type Area } from '../case.js';
import { exampleOf } from '../examples.js';
import { failure } from '../expected.js';
import { METRICS, WITHOUT_FIELD } from '../operations.js';

const notBuilt = NOT_BUILT.flatMap(({ methods, path, why }) =>
  methods.map((method) => ({ route: `${method} ${path}`, why })),
);

/** Everything that the gateway has a route for. */
const LIVE = [
  ...routes.map(({ method, path }) => `${method} ${path}`),
  ...notBuilt.map(({ route }) => route),
  ...WITHOUT_FIELD,
].sort();

/** The answer to a path that leads nowhere. */
const NO_ROUTE = /^Cannot [A-Z]+ /;

export const documentArea: Area = {
  name: 'the OpenAPI document',
  cases: [
    contractCase('that the gateway shows has every live route, and no other', {
      covers: [],
      needs: ['document'],
      run: ({ document }) => {
        expect([...document.routes].sort()).toEqual(LIVE);
        return Promise.resolve();
      },
    }),

    // without a key: what is there refuses, and does nothing
    contractCase('that the gateway shows has only what is routed', {
      covers: [],
      needs: ['document'],
      run: async ({ target, document }) => {
        const lost: string[] = [];
        // without its token, the metrics answer as if they were not there
        for (const route of document.routes.filter((each) => each !== METRICS)) {
          const { status, body } = await request(target, route, exampleOf(route).path, { key: null });
          const { message } = body as { message?: unknown };
          if (status === 404 && typeof message === 'string' && NO_ROUTE.test(message)) lost.push(route);
        }

        expect(lost).toEqual([]);
        expect(document.routes.length).toBeGreaterThan(0);
      },
    }),

    // with the key: another gateway may well have these, and restart
    contractCase('has routes that are not built, each of which says so', {
      covers: [],
      needs: ['throwaway'],
      run: async ({ target }) => {
        for (const { route, why } of notBuilt) {
          const { path, body } = exampleOf(route);

          const answer = await request(target, route, path, { body });

          expect({ route, status: answer.status, body: answer.body }).toEqual({
            route,
            status: 501,
            body: failure(501, why, 'Not Implemented'),
          });
        }
      },
    }),
  ],
};
