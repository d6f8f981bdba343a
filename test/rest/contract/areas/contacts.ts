import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { NOBODY, UNKNOWN } from '../examples.js';
import { failure } from '../expected.js';

const contacts = '/api/sessions/{sessionId}/contacts';
const one = `${contacts}/{contactId}`;
const check = `GET ${contacts}/check/{number}`;
const pictures = `GET ${contacts}/profile-pictures`;
const HIDES_PICTURE = '628770009987';

export const contactsArea: Area = {
  name: 'contacts',
  cases: [
    contractCase('are on WhatsApp, or not', {
      covers: [`${check} 200`],
      needs: ['linked'],
      run: async ({ call, linked: { sessionId, phone } }) => {
        const known = await call(check, { sessionId, number: phone });
        const none = await call(check, { sessionId, number: NOBODY });

        expect(known.body).toEqual({ number: phone, exists: true, whatsappId: `${phone}@c.us` });
        expect(none.body).toEqual({ number: NOBODY, exists: false, whatsappId: null });
      },
    }),

    contractCase('are listed, from wherever one wants', {
      covers: [`GET ${contacts} 200`],
      needs: ['linked'],
      run: async ({ call, linked: { sessionId } }) => {
        const list = (query: string) => call<{ id: string }[]>(`GET ${contacts}`, { sessionId, query });

        const first = await list('?limit=0&offset=x');
        const behind = await list('?limit=1&offset=1000000');

        expect(first.status).toBe(200);
        // a limit of 0 is moved to 1
        expect(first.body.length).toBeLessThanOrEqual(1);
        expect([behind.status, behind.body]).toEqual([200, []]);
      },
    }),

    contractCase('show a picture and a phone number', {
      covers: [`${pictures} 200`, `GET ${one}/profile-picture 200`, `GET ${one}/phone 200`],
      needs: ['recipient'],
      run: async ({ call, recipient: { sessionId, chatId, number } }) => {
        const at = { sessionId, contactId: chatId };

        const picture = await call(`GET ${one}/profile-picture`, at);
        const many = await call(pictures, { sessionId, query: `?ids=${encodeURIComponent(chatId)}` });
        const phone = await call(`GET ${one}/phone`, at);

        expect([picture.status, many.status]).toEqual([200, 200]);
        expect(JSON.stringify(many.body)).toContain(JSON.stringify(picture.body.url));
        expect([phone.status, phone.body]).toEqual([200, { contactId: chatId, phone: number }]);
      },
    }),

    contractCase('may hide their picture', {
      covers: [`GET ${one}/profile-picture 200`],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, control, friend } }) => {
        await control.person({ phone: HIDES_PICTURE, picture: null });

        const shown = await call(`GET ${one}/profile-picture`, { sessionId, contactId: friend.chatId });
        const hidden = await call(`GET ${one}/profile-picture`, { sessionId, contactId: `${HIDES_PICTURE}@c.us` });

        expect([shown.status, shown.body]).toEqual([200, { url: expect.stringMatching(/^https:/) as unknown }]);
        expect([hidden.status, hidden.body]).toEqual([200, { url: null }]);
      },
    }),

    contractCase('are read, blocked and unblocked', {
      covers: [`GET ${one} 200`, `POST ${one}/block 200 400`, `DELETE ${one}/block 200`],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, friend } }) => {
        const at = { sessionId, contactId: friend.chatId };

        const list = await call<{ id: string }[]>(`GET ${contacts}`, { sessionId, query: '?limit=1000' });
        const read = await call(`GET ${one}`, at);
        const blocked = await call(`POST ${one}/block`, at);
        const then = await call(`GET ${one}`, at);
        const unblocked = await call(`DELETE ${one}/block`, at);
        const again = await call(`GET ${one}`, at);
        const noPerson = await call(`POST ${one}/block`, { sessionId, contactId: 'rina' });

        expect(read).toMatchObject({
          status: 200,
          body: { id: friend.chatId, number: friend.number, isBlocked: false },
        });
        expect(list.body).toContainEqual(read.body);
        expect([blocked.status, blocked.body]).toEqual([200, { success: true, message: 'Contact blocked' }]);
        expect([unblocked.status, unblocked.body]).toEqual([200, { success: true, message: 'Contact unblocked' }]);
        expect([then.body.isBlocked, again.body.isBlocked]).toEqual([true, false]);
        expect(noPerson.status).toBe(400);
      },
    }),

    contractCase('that nobody knows are not found', {
      covers: [`GET ${one} 404`],
      needs: ['linked'],
      run: async ({ call, linked: { sessionId } }) => {
        const contactId = `${NOBODY}@c.us`;

        const unknown = await call(`GET ${one}`, { sessionId, contactId });
        const elsewhere = await call(`GET ${one}`, { sessionId: UNKNOWN, contactId });

        expect(unknown.body).toEqual(failure(404, `Contact "${contactId}" not found`, 'Not Found'));
        expect(elsewhere.status).toBe(404);
      },
    }),
  ],
};
