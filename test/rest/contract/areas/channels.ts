import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';

const channels = '/api/sessions/{sessionId}/channels';
const one = `${channels}/{channelId}`;

export const channelsArea: Area = {
  name: 'channels',
  cases: [
    contractCase('are followed, read and left', {
      covers: [
        `POST ${channels}/subscribe 201`,
        `GET ${channels} 200`,
        `GET ${one} 200 400 404`,
        `GET ${one}/messages 200`,
        `DELETE ${one} 200`,
      ],
      needs: ['browser'],
      run: async ({ call, browser: { sessionId, friend, page } }) => {
        const at = { sessionId };
        const { id, inviteCode } = await page.channel({ name: 'Harbour news', description: 'Tides and delays' });
        const channel = { ...at, channelId: id };
        await page.post(id, 'High water at ten');

        const followed = await call(`POST ${channels}/subscribe`, at, { body: { inviteCode } });
        const all = await call<{ id: string }[]>(`GET ${channels}`, at);
        const read = await call(`GET ${one}`, channel);
        const posts = await call(`GET ${one}/messages`, { ...channel, query: '?limit=1000' });
        const left = await call(`DELETE ${one}`, channel);
        const then = await call<unknown[]>(`GET ${channels}`, at);
        const unknown = await call(`GET ${one}`, { ...at, channelId: '120363000000000077@newsletter' });
        const person = await call(`GET ${one}`, { ...at, channelId: friend.chatId });

        expect(followed).toMatchObject({
          status: 201,
          body: { id, name: 'Harbour news', description: 'Tides and delays' },
        });
        expect(all.body.map((each) => each.id)).toEqual([id]);
        expect(read).toMatchObject({ status: 200, body: { id, name: 'Harbour news' } });
        expect(posts).toMatchObject({ status: 200, body: [{ body: 'High water at ten', hasMedia: false }] });
        expect([left.status, left.body, then.body]).toEqual([200, { success: true }, []]);
        expect([unknown.status, person.status]).toEqual([404, 400]);
      },
    }),
  ],
};
