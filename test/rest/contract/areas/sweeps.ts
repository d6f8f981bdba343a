import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { badExampleOf, exampleOf, UNKNOWN } from '../examples.js';
import { failure, sessionUnknown } from '../expected.js';
import { OPERATIONS, type Operation } from '../operations.js';
import type { Need } from '../provisions.js';

const keyed = OPERATIONS.filter(({ role }) => role !== 'public');
const BELOW = { operator: 'viewer', admin: 'operator' } as const;

/** A gateway that does not refuse these would not be the same afterwards. */
const CHANGES_ALL = ['PUT /api/settings', 'POST /api/infra/import-data'];
const needsOf = ({ route }: Operation): readonly Need[] => (CHANGES_ALL.includes(route) ? ['throwaway'] : []);

/** One kind of refusal, asked of every operation that must give it. */
export const noKey: Area = {
  name: 'whoever has no key is refused:',
  cases: keyed.map((operation) =>
    contractCase(operation.route, {
      covers: [`${operation.route} 401`],
      needs: needsOf(operation),
      run: async ({ call }) => {
        const { path, query = '', body } = exampleOf(operation.route);

        const answer = await call(operation.route, { ...path, query }, { body, key: null });

        expect(answer.body).toEqual(failure(401, 'API key is required', 'Unauthorized'));
      },
    }),
  ),
};

export const lowRole: Area = {
  name: 'whoever has too low a role is refused:',
  cases: keyed.flatMap((operation) => {
    const { route, role } = operation;
    if (role !== 'operator' && role !== 'admin') return [];
    return contractCase(`${route}, for less than ${role}`, {
      covers: [`${route} 403`],
      needs: needsOf(operation),
      run: async ({ call, keyOf }) => {
        const { path, query = '', body } = exampleOf(route);

        const answer = await call(route, { ...path, query }, { body, key: await keyOf(BELOW[role]) });

        expect(answer.body).toEqual(failure(403, `Insufficient permissions. Required: ${role}`, 'Forbidden'));
      },
    });
  }),
};

export const badInput: Area = {
  name: 'what is asked wrongly is refused:',
  cases: keyed.flatMap((operation) => {
    const { route, notBuilt } = operation;
    const bad = badExampleOf(route);
    if (notBuilt !== undefined || bad === undefined) return [];
    return contractCase(route, {
      covers: [`${route} 400`],
      needs: needsOf(operation),
      run: async ({ call }) => {
        const { path, query = '', body } = bad;

        const answer = await call(route, { ...path, query }, { body });

        expect(answer.body).toMatchObject({ statusCode: 400, error: 'Bad Request' });
      },
    });
  }),
};

export const unknownSession: Area = {
  name: 'a session that nobody knows is not found:',
  cases: OPERATIONS.filter(({ route, notBuilt }) => /\/sessions\/\{/.test(route) && notBuilt === undefined).map(
    ({ route }) =>
      contractCase(route, {
        covers: [`${route} 404`],
        run: async ({ call }) => {
          const { path, query = '', body } = exampleOf(route);

          const answer = await call(route, { ...path, query }, { body });

          expect(answer.body).toEqual(sessionUnknown(UNKNOWN));
        },
      }),
  ),
};

export const notBuilt: Area = {
  name: 'what is not built says so:',
  cases: OPERATIONS.flatMap((operation) => {
    const { route, notBuilt: why } = operation;
    if (why === undefined) return [];
    return contractCase(route, {
      covers: [`${route} 501`],
      needs: needsOf(operation),
      run: async ({ call }) => {
        const { path, query = '', body } = exampleOf(route);

        const answer = await call(route, { ...path, query }, { body });

        expect(answer.body).toEqual(failure(501, why, 'Not Implemented'));
      },
    });
  }),
};

export const rateLimit: Area = {
  name: 'whoever asks too often is refused, and told when not:',
  cases: keyed.map(({ route }) =>
    contractCase(route, {
      covers: [`${route} 429`],
      needs: ['spare'],
      run: async ({ at, spare }) => {
        const { path, query = '', body } = exampleOf(route);

        const answer = await at(spare)(route, { ...path, query }, { body });

        expect(answer.body).toEqual(failure(429, 'Too Many Requests', 'Too Many Requests'));
      },
    }),
  ),
};
