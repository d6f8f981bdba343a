import { expect } from 'expect';
import { waitFor } from '../../../support/wait.js';
import { contractCase, type Area } from '../case.js';

const labels = '/api/sessions/{sessionId}/labels';
const ofChat = `${labels}/chat/{chatId}`;

export const labelsArea: Area = {
  name: 'labels',
  cases: [
    contractCase('are put on chats and taken off', {
      covers: [
        `GET ${labels} 200`,
        `GET ${labels}/{labelId} 200 404`,
        `GET ${ofChat} 200`,
        `POST ${ofChat} 200 400`,
        `DELETE ${ofChat}/{labelId} 200`,
      ],
      needs: ['browser'],
      run: async ({ call, browser: { sessionId, friend, page } }) => {
        const at = { sessionId };
        const chat = { sessionId, chatId: friend.chatId };
        const label = { id: '11', name: 'Paid', hexColor: '#64c4ff' };
        await page.label({ id: label.id, name: label.name, color: label.hexColor });
        const listed = () => call<unknown[]>(`GET ${labels}`, at);
        await waitFor('the label', async () => (await listed()).body.length > 0);

        const all = await listed();
        const one = await call(`GET ${labels}/{labelId}`, { ...at, labelId: label.id });
        const put = await call(`POST ${ofChat}`, chat, { body: { labelId: label.id } });
        const onChat = await call(`GET ${ofChat}`, chat);
        const off = await call(`DELETE ${ofChat}/{labelId}`, { ...chat, labelId: label.id });
        const after = await call(`GET ${ofChat}`, chat);
        const unknown = await call(`GET ${labels}/{labelId}`, { ...at, labelId: '99' });
        const unlabelled = await call(`POST ${ofChat}`, chat, { body: {} });

        expect(all.status).toBe(200);
        expect(all.body).toContainEqual(label);
        expect([one.body, onChat.body, after.body]).toEqual([label, [label], []]);
        expect([put.body, off.body]).toEqual([{ success: true }, { success: true }]);
        expect([unknown.status, unlabelled.status]).toEqual([404, 400]);
      },
    }),
  ],
};
