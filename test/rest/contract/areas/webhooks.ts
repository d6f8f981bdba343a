import { expect } from 'expect';
import type { Answer, Call, Parameters } from '../caller.js';
import { contractCase, type Area } from '../case.js';
import { UNKNOWN } from '../examples.js';

const webhooks = '/api/sessions/{sessionId}/webhooks';
const one = `${webhooks}/{id}`;
const body = {
  events: ['message.received', 'session.status'],
  secret: 'orchid-lantern-42',
  headers: { 'X-Depot': 'nine' },
  filters: { conditions: [{ field: 'body', operator: 'contains', value: 'truck' }] },
  retryCount: 1,
};

/** @throws Error that says what is asked of the address, where the gateway does not take it */
async function create(call: Call, at: Parameters, wanted: { readonly url: string }): Promise<Answer<{ id: string }>> {
  const made = await call<{ id: string }>(`POST ${webhooks}`, at, { body: wanted });
  if (made.status !== 201) {
    throw new Error(
      `a webhook for ${wanted.url} was answered ${made.status} instead of 201, ${JSON.stringify(made.body)}: its address ` +
        'must be one that the gateway can resolve, may call, and gets a 2xx from (--webhook-url)',
    );
  }
  return made;
}

export const webhooksArea: Area = {
  name: 'webhooks',
  cases: [
    contractCase('are made, listed, read and changed', {
      covers: [
        `POST ${webhooks} 201`,
        `GET ${webhooks} 200`,
        `GET ${one} 200 404`,
        `PUT ${one} 200`,
        'GET /api/webhooks 200',
      ],
      run: async ({ call, session, webhookUrl: url }) => {
        const at = { sessionId: await session() };

        const made = await create(call, at, { ...body, url });
        const that = { ...at, id: made.body.id };
        const list = await call<unknown[]>(`GET ${webhooks}`, at);
        const read = await call(`GET ${one}`, that);
        const changed = await call(`PUT ${one}`, that, { body: { active: false, filters: null } });
        const all = await call<{ id: string }[]>('GET /api/webhooks', { query: '?limit=0&offset=-1' });
        const elsewhere = await call(`GET ${one}`, { ...that, sessionId: UNKNOWN });

        expect(made).toMatchObject({
          status: 201,
          body: { ...at, url, filters: body.filters, active: true, retryCount: 1 },
        });
        expect(list.body).toHaveLength(1);
        // a limit of 0 is moved to 1, an offset below 0 to 0
        expect(all.body).toHaveLength(1);
        expect(read.body).toEqual(made.body);
        expect(changed).toMatchObject({ status: 200, body: { active: false, filters: null } });
        expect(elsewhere.status).toBe(404);
      },
    }),

    contractCase('have no failures to tell of at first', {
      covers: ['GET /api/webhooks/delivery-failures 200'],
      run: async ({ call, session }) => {
        const failures = await call('GET /api/webhooks/delivery-failures', {
          query: `?sessionId=${await session()}&limit=5`,
        });

        expect([failures.status, failures.body]).toEqual([200, []]);
      },
    }),

    contractCase('reach their receiver', {
      covers: [`POST ${one}/test 200`],
      needs: ['receiver'],
      run: async ({ call, session, receiver }) => {
        const at = { sessionId: await session() };
        const made = await create(call, at, { ...body, url: receiver.url });

        const tested = await call(`POST ${one}/test`, { ...at, id: made.body.id });

        expect(tested).toMatchObject({ status: 200, body: { success: true, statusCode: 200 } });
      },
    }),

    contractCase('are deleted, and then not found', {
      covers: [`DELETE ${one} 204 404`, `PUT ${one} 404`, `POST ${one}/test 404`],
      run: async ({ call, session, webhookUrl: url }) => {
        const at = { sessionId: await session() };
        const made = await create(call, at, { url });
        const that = { ...at, id: made.body.id };

        const deleted = await call(`DELETE ${one}`, that);
        const after = [
          await call(`DELETE ${one}`, that),
          await call(`PUT ${one}`, that, { body: { active: false } }),
          await call(`POST ${one}/test`, that),
        ];

        expect([deleted.status, deleted.body]).toEqual([204, undefined]);
        expect(after.map(({ status }) => status)).toEqual([404, 404, 404]);
      },
    }),
  ],
};
