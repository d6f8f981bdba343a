import { expect } from 'expect';
import { routes } from '../../../../rest/generated/routes.js';
import { NOT_BUILT } from '../../../../rest/not-built.js';
import type { Answer } from '../caller.js';
import { contractCase, type Area } from '../case.js';
import { exampleOf } from '../examples.js';
import { failure } from '../expected.js';
import { METRICS, OPERATIONS, WITHOUT_FIELD } from '../operations.js';

const notBuilt = NOT_BUILT.flatMap(({ methods, path, why }) =>
  methods.map((method) => ({ route: `${method} ${path}`, why })),
);

/** Everything that the gateway has a route for. */
const LIVE = [
  ...routes.map(({ method, path }) => `${method} ${path}`),
  ...notBuilt.map(({ route }) => route),
  ...WITHOUT_FIELD,
].sort();

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const pathOf = (route: string): string => route.slice(route.indexOf(' ') + 1);

/** Whether an answer is that to a path that leads nowhere. */
function isLost({ status, body }: Answer<unknown>): boolean {
  const { message } = body as { readonly message?: unknown };
  return status === 404 && typeof message === 'string' && /^Cannot [A-Z]+ /.test(message);
}

/** `/api/plugins/catalog` is a path of its own, and one of `/api/plugins/{id}`. */
function isDocumented(routes: readonly string[], method: string, path: string): boolean {
  return routes.some((route) => {
    const [ofRoute, template = ''] = route.split(' ');
    const pattern = template.replace(/\{(\w+)\}/g, '[^/]+');
    return ofRoute === method && new RegExp(`^${pattern}$`).test(path);
  });
}

export const documentArea: Area = {
  name: 'the OpenAPI document',
  cases: [
    contractCase('that the gateway shows has every route of its tables, and no other', {
      covers: [],
      needs: ['document'],
      run: ({ document }) => {
        expect([...document.routes].sort()).toEqual(LIVE);
        return Promise.resolve();
      },
    }),

    // without a key: what is there refuses, and does nothing
    contractCase('that the gateway shows has only what it answers', {
      covers: [],
      needs: ['document'],
      run: async ({ ask, document }) => {
        const lost: string[] = [];
        // without its token, the metrics answer as if they were not there
        for (const route of document.routes.filter((each) => each !== METRICS)) {
          if (isLost(await ask(route, exampleOf(route).path, { key: null }))) lost.push(route);
        }

        expect(lost).toEqual([]);
        expect(document.routes.length).toBeGreaterThan(OPERATIONS.length);
      },
    }),

    contractCase('that the gateway shows has every method that one of its paths answers', {
      covers: [],
      needs: ['document'],
      run: async ({ ask, document }) => {
        const hidden: string[] = [];
        for (const path of new Set(document.routes.map(pathOf))) {
          for (const method of METHODS.filter((each) => !isDocumented(document.routes, each, path))) {
            const route = `${method} ${path}`;
            if (!isLost(await ask(route, exampleOf(route).path, { key: null }))) hidden.push(route);
          }
        }

        expect(hidden).toEqual([]);
      },
    }),

    // with the key: another gateway may well have these, and restart
    contractCase('has routes that are not built, each of which says so', {
      covers: [],
      needs: ['throwaway'],
      run: async ({ ask }) => {
        for (const { route, why } of notBuilt) {
          const { path, body } = exampleOf(route);

          const answer = await ask(route, path, { body });

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
