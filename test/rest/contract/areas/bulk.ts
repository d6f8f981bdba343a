import { expect } from 'expect';
import { waitFor } from '../../../support/wait.js';
import { contractCase, type Area } from '../case.js';
import { ANY_TEXT } from '../expected.js';

const submit = 'POST /api/sessions/{sessionId}/messages/send-bulk';
const one = '/api/sessions/{sessionId}/messages/batch/{batchId}';
const SENT_WITHIN_MS = 30_000;

export const bulk: Area = {
  name: 'a batch',
  cases: [
    contractCase('is sent, tells how far it is, and cannot be ended then', {
      covers: [`${submit} 202`, `GET ${one} 200`, `POST ${one}/cancel 400`],
      needs: ['recipient'],
      run: async ({ call, label, recipient: { sessionId, chatId } }) => {
        const at = { sessionId, batchId: label };
        const messages = [{ chatId, type: 'text', content: { text: 'Batch of {{run}}' }, variables: { run: label } }];

        const submitted = await call(submit, at, { body: { batchId: label, messages } });
        const done = await waitFor(
          'the end of the batch',
          async () => {
            const answer = await call<{ status: string }>(`GET ${one}`, at);
            return answer.body.status === 'completed' ? answer : undefined;
          },
          SENT_WITHIN_MS,
        );
        const tooLate = await call(`POST ${one}/cancel`, at);

        expect(submitted).toMatchObject({ status: 202, body: { batchId: label, totalMessages: 1 } });
        expect(done).toMatchObject({
          status: 200,
          body: { progress: { total: 1, sent: 1 }, results: [{ chatId, status: 'sent', messageId: ANY_TEXT }] },
        });
        expect(tooLate.status).toBe(400);
      },
    }),

    contractCase('that waits is ended', {
      covers: [`POST ${one}/cancel 200`],
      needs: ['recipient'],
      run: async ({ call, label, recipient: { sessionId, chatId } }) => {
        const message = { chatId, type: 'text', content: { text: `Batch of ${label}` } };
        await call(submit, { sessionId }, { body: { batchId: label, messages: [message, message] } });

        const cancelled = await call(`POST ${one}/cancel`, { sessionId, batchId: label });

        expect(cancelled).toMatchObject({ status: 200, body: { batchId: label, status: 'cancelled' } });
      },
    }),

    contractCase('that nobody submitted is not found', {
      covers: [`GET ${one} 404`, `POST ${one}/cancel 404`],
      run: async ({ call, label, session }) => {
        const at = { sessionId: await session(), batchId: label };

        const read = await call(`GET ${one}`, at);
        const ended = await call(`POST ${one}/cancel`, at);

        expect([read.status, ended.status]).toEqual([404, 404]);
      },
    }),
  ],
};
