import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { NOBODY, UNKNOWN } from '../examples.js';
import { failure } from '../expected.js';
import { storedMessage } from '../stored.js';

const templates = '/api/sessions/{sessionId}/templates';
const one = `${templates}/{id}`;
const send = 'POST /api/sessions/{sessionId}/messages/send-template';
const body = { name: 'on-its-way', header: 'Depot Nine', body: 'Dear {{name}}, truck {{truck}} left.', footer: 'Bye' };

export const templatesArea: Area = {
  name: 'templates',
  cases: [
    contractCase('are made, listed, read, changed and deleted', {
      covers: [
        `POST ${templates} 201 409`,
        `GET ${templates} 200`,
        `GET ${one} 200 404`,
        `PUT ${one} 200 404`,
        `DELETE ${one} 204 404`,
      ],
      run: async ({ call, session }) => {
        const at = { sessionId: await session() };

        const made = await call<{ id: string }>(`POST ${templates}`, at, { body });
        const that = { ...at, id: made.body.id };
        const again = await call(`POST ${templates}`, at, { body });
        const read = await call(`GET ${one}`, that);
        const list = await call(`GET ${templates}`, at);
        const changed = await call(`PUT ${one}`, that, { body: { footer: '' } });
        const gone = await call(`DELETE ${one}`, that);
        const unknown = [
          await call(`GET ${one}`, that),
          await call(`PUT ${one}`, that, { body: { footer: '' } }),
          await call(`DELETE ${one}`, that),
        ];

        expect(made).toMatchObject({ status: 201, body: { ...body, sessionId: at.sessionId } });
        expect(again.body).toEqual(failure(409, 'Template with name "on-its-way" already exists', 'Conflict'));
        expect(read.body).toEqual(made.body);
        expect(list).toMatchObject({ status: 200, body: [made.body] });
        expect(changed).toMatchObject({ status: 200, body: { header: 'Depot Nine', footer: null } });
        expect([gone.status, ...unknown.map(({ status }) => status)]).toEqual([204, 404, 404, 404]);
      },
    }),

    contractCase('are filled in and sent', {
      covers: [`${send} 201`],
      needs: ['recipient'],
      run: async ({ call, label, later, recipient }) => {
        const at = { sessionId: recipient.sessionId };
        const { chatId } = recipient;
        const made = await call<{ id: string }>(`POST ${templates}`, at, { body: { ...body, name: label } });
        later(`DELETE ${one}`, { ...at, id: made.body.id });

        const sent = await call<{ messageId: string }>(send, at, {
          body: { chatId, templateName: label, vars: { name: 'Rina', truck: 9 } },
        });
        const stored = await storedMessage(call, at.sessionId, sent.body.messageId);

        expect(sent.status).toBe(201);
        expect(stored).toMatchObject({ body: 'Depot Nine\n\nDear Rina, truck 9 left.\n\nBye' });
      },
    }),

    contractCase('that nobody made are not sent', {
      covers: [`${send} 400 404`],
      needs: ['linked'],
      run: async ({ call, linked }) => {
        const at = { sessionId: linked.sessionId };
        const chatId = `${NOBODY}@c.us`;

        const missing = await call(send, at, { body: { chatId, templateId: UNKNOWN } });
        const unnamed = await call(send, at, { body: { chatId } });

        expect([missing.status, unnamed.status]).toEqual([404, 400]);
      },
    }),
  ],
};
