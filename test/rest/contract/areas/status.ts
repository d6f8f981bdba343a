import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { ANY_TEXT, PIXEL, tooLarge } from '../expected.js';

const status = '/api/sessions/{sessionId}/status';
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
