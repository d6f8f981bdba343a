import { expect } from 'expect';
import { waitFor } from '../../../support/wait.js';
import { contractCase, type Area } from '../case.js';
import { NOBODY, UNKNOWN } from '../examples.js';

const chats = '/api/sessions/{id}/chats';
/** Writes in these cases only: a chat is deleted. */
const CALLER = '628770003301';
const CALLER_JID = `${CALLER}@c.us`;

export const chatsArea: Area = {
  name: 'a chat',
  cases: [
    contractCase('is marked read and unread, and deleted', {
      covers: ['read', 'unread', 'delete'].map((name) => `POST ${chats}/${name} 200`),
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, control, phone } }) => {
        const at = { id: sessionId };
        const body = { chatId: CALLER_JID };
        const unread = async (): Promise<number | undefined> => {
          const list = await call<{ id: string; unreadCount: number }[]>(`GET ${chats}`, at);
          return list.body.find(({ id }) => id === CALLER_JID)?.unreadCount;
        };
        await control.inject({ to: phone, from: CALLER, text: 'Anybody there?' });
        const before = await waitFor('the chat', unread);

        const read = await call(`POST ${chats}/read`, at, { body });
        const then = await unread();
        const marked = await call(`POST ${chats}/unread`, at, { body });
        const deleted = await call(`POST ${chats}/delete`, at, { body });

        for (const answer of [read, marked, deleted]) {
          expect([answer.status, answer.body]).toEqual([200, { success: true }]);
        }
        expect([before, then, await unread()]).toEqual([1, 0, undefined]);
      },
    }),

    contractCase('shows that somebody types in it', {
      covers: [`POST ${chats}/typing 200 400`],
      needs: ['recipient'],
      run: async ({ call, recipient: { sessionId, chatId } }) => {
        const typing = (state: string) => call(`POST ${chats}/typing`, { id: sessionId }, { body: { chatId, state } });

        const shown = await typing('typing');
        const stopped = await typing('paused');
        const dancing = await typing('dancing');

        expect([shown.body, stopped.body]).toEqual([{ success: true }, { success: true }]);
        expect(dancing.status).toBe(400);
      },
    }),

    contractCase('that is not there is not found', {
      covers: [`POST ${chats}/read 404`, `POST ${chats}/unread 404`, `POST ${chats}/delete 400`],
      needs: ['linked'],
      run: async ({ call, linked }) => {
        const body = { chatId: `${NOBODY}@c.us` };

        const unknown = await call(`POST ${chats}/read`, { id: linked.sessionId }, { body });
        const elsewhere = await call(`POST ${chats}/unread`, { id: UNKNOWN }, { body });
        const named = await call(`POST ${chats}/delete`, { id: 'depot-nine' }, { body });

        expect([unknown.status, elsewhere.status, named.status]).toEqual([404, 404, 400]);
      },
    }),
  ],
};
