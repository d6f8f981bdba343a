import { expect } from 'expect';
import { waitFor } from '../../../support/wait.js';
import { contractCase, type Area } from '../case.js';
import { UNKNOWN } from '../examples.js';
import { ANY_TEXT, PIXEL, tooLarge } from '../expected.js';
import { STATUS_MEDIA } from '../operations.js';

const status = '/api/sessions/{sessionId}/status';
type Shown = { statuses: { id: string; type: string; caption: string; mediaUrl?: string }[] };
const ONE_DAY_MS = 24 * 3_600_000;
/** The head of a film, and nothing to see. */
const FILM = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42'), Buffer.alloc(64)]).toString('base64');

const FILES = [
  { kind: 'image', file: { base64: PIXEL, mimetype: 'image/png' } },
  { kind: 'video', file: { base64: FILM, mimetype: 'video/mp4' } },
];

export const statusArea: Area = {
  name: 'a status update',
  cases: [
    contractCase('of a contact is read, with its file', {
      covers: [`GET ${status} 200`, `GET ${status}/{id} 200`, `${STATUS_MEDIA} 200 401 404`],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, phone, friend, control } }) => {
        const at = { sessionId };
        const writing = { to: phone, from: friend.number, group: 'status@broadcast' };
        await control.inject({ ...writing, text: 'Fresh bread' });
        const { sizeBytes } = await control.injectMedia({ ...writing, sizeBytes: 4000, caption: 'The oven' });
        await waitFor('both', async () => (await call<Shown>(`GET ${status}`, at)).body.statuses.length === 2);

        const all = await call<Shown>(`GET ${status}`, at);
        const [text, picture] = ['text', 'image'].map((type) => all.body.statuses.find((each) => each.type === type));
        const one = await call<Shown>(`GET ${status}/{id}`, { ...at, id: friend.chatId });
        const file = await call<Buffer>(STATUS_MEDIA, { ...at, statusId: picture?.id ?? '' });
        const none = await call(STATUS_MEDIA, { ...at, statusId: text?.id ?? '' });
        const { body: key } = await call<{ apiKey: string; id: string }>(
          'POST /api/auth/api-keys',
          {},
          {
            body: { name: 'elsewhere', allowedSessions: [UNKNOWN] },
          },
        );
        const foreign = await call(STATUS_MEDIA, { ...at, statusId: picture?.id ?? '' }, { key: key.apiKey });
        await call('DELETE /api/auth/api-keys/{id}', { id: key.id });

        expect(one.body).toEqual(all.body);
        expect([text, picture]).toMatchObject([
          { caption: 'Fresh bread', contact: { id: friend.chatId }, timestamp: ANY_TEXT, expiresAt: ANY_TEXT },
          { caption: 'The oven', mediaUrl: ANY_TEXT },
        ]);
        expect([file.status, file.body.length, none.status, foreign.status]).toEqual([200, sizeBytes, 404, 401]);
      },
    }),

    contractCase('has a colour and a font, and is taken back once', {
      covers: [`POST ${status}/send-text 201 400`, `DELETE ${status}/{id} 200 404`],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, friend } }) => {
        const at = { sessionId };
        const body = { text: 'Open until nine', recipients: [friend.chatId], backgroundColor: '#1e88e5', font: 8 };

        const posted = await call<{ statusId: string }>(`POST ${status}/send-text`, at, { body });
        const loud = await call(`POST ${status}/send-text`, at, { body: { ...body, backgroundColor: 'red', font: 5 } });
        const taken = await call(`DELETE ${status}/{id}`, { ...at, id: posted.body.statusId });
        const again = await call(`DELETE ${status}/{id}`, { ...at, id: posted.body.statusId });

        expect([posted.status, loud.status, taken.status, again.status]).toEqual([201, 400, 200, 404]);
      },
    }),

    contractCase('is posted as a text and taken back', {
      covers: [`POST ${status}/send-text 201 400`, `DELETE ${status}/{id} 200`],
      needs: ['browser'],
      run: async ({ call, browser: { sessionId, friend } }) => {
        const at = { sessionId };
        const body = { text: 'Open until nine', recipients: [friend.chatId] };

        const posted = await call<{ statusId: string; timestamp: string; expiresAt: string }>(
          `POST ${status}/send-text`,
          at,
          { body },
        );
        const nobody = await call(`POST ${status}/send-text`, at, { body: { ...body, recipients: ['rina'] } });
        const taken = await call(`DELETE ${status}/{id}`, { ...at, id: posted.body.statusId });

        expect(posted.status).toBe(201);
        expect(Date.parse(posted.body.expiresAt) - Date.parse(posted.body.timestamp)).toBe(ONE_DAY_MS);
        expect([taken.status, taken.body, nobody.status]).toEqual([200, { message: 'Status deleted' }, 400]);
      },
    }),

    ...FILES.map(({ kind, file }) =>
      contractCase(`is posted as a file: ${kind}`, {
        covers: [`POST ${status}/send-${kind} 201`],
        needs: ['browser'],
        run: async ({ call, browser: { sessionId, friend } }) => {
          const body = { [kind]: file, recipients: [friend.chatId] };

          const posted = await call(`POST ${status}/send-${kind}`, { sessionId }, { body });

          expect(posted).toMatchObject({ status: 201, body: { statusId: ANY_TEXT, expiresAt: ANY_TEXT } });
        },
      }),
    ),

    ...FILES.map(({ kind, file }) =>
      contractCase(`is no file above the limit: ${kind}`, {
        covers: [`POST ${status}/send-${kind} 413`],
        needs: ['browser', 'mediaLimit'],
        run: async ({ call, browser: { sessionId, friend }, mediaLimit }) => {
          const large = { ...file, base64: tooLarge(mediaLimit.maxBytes) };

          const refused = await call(
            `POST ${status}/send-${kind}`,
            { sessionId },
            { body: { [kind]: large, recipients: [friend.chatId] } },
          );

          expect(refused.status).toBe(413);
        },
      }),
    ),
  ],
};
