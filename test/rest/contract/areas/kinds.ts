import { expect } from 'expect';
import type { Call } from '../caller.js';
import { contractCase, type Area } from '../case.js';
import { NOBODY } from '../examples.js';
import { ANY_NUMBER, ANY_TEXT, PIXEL, tooLarge } from '../expected.js';
import { storedMessage } from '../stored.js';

type Body = Readonly<Record<string, unknown>>;

interface Kind {
  readonly name: string;
  readonly route: string;
  readonly body: Body;
  /** What the store has of it. */
  readonly row: Body;
}

const messages = '/api/sessions/{sessionId}/messages';
/** A sticker of one pixel. */
const STICKER = 'UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA';
const file = (mimetype: string, base64 = 'AAAA') => ({ mimetype, base64 });
const sound = { ...file('audio/ogg; codecs=opus'), caption: 'not shown' };

/** What any engine takes. */
const PLAYABLE: readonly Kind[] = [
  {
    name: 'a picture',
    route: 'send-image',
    body: { ...file('image/png', PIXEL), caption: 'Gate nine' },
    row: { type: 'image', body: 'Gate nine' },
  },
  {
    name: 'a file',
    route: 'send-document',
    body: { ...file('application/pdf'), filename: 'way-bill.pdf' },
    row: { type: 'document', body: 'way-bill.pdf' },
  },
  {
    name: 'a sticker',
    route: 'send-sticker',
    body: file('image/webp', STICKER),
    row: { type: 'sticker', body: '' },
  },
  {
    name: 'a place',
    route: 'send-location',
    body: { latitude: -6.2, longitude: 106.8, description: 'Depot', address: 'Jalan 9' },
    row: { type: 'location', metadata: { location: { latitude: -6.2, longitude: 106.8, address: 'Jalan 9' } } },
  },
  {
    name: 'a card',
    route: 'send-contact',
    body: { contactName: 'Depot', contactNumber: '+62 811-0001' },
    row: { type: 'contact' },
  },
  {
    name: 'a poll',
    route: 'send-poll',
    body: { name: 'Which gate?', options: ['nine', 'ten'], allowMultipleAnswers: true },
    row: { type: 'poll', body: 'Which gate?', metadata: { poll: { options: ['nine', 'ten'], multiple: true } } },
  },
];

/** Files that nothing could play: a pretend WhatsApp takes them. */
const UNPLAYABLE: readonly Kind[] = [
  {
    name: 'a video',
    route: 'send-video',
    body: { ...file('video/mp4'), caption: 'Gate ten' },
    row: { type: 'video', body: 'Gate ten' },
  },
  { name: 'a sound', route: 'send-audio', body: sound, row: { type: 'audio', body: '' } },
  { name: 'a voice note', route: 'send-audio', body: { ...sound, ptt: true }, row: { type: 'voice', body: '' } },
];

async function sendAndRead(call: Call, sessionId: string, chatId: string, { route, body, row }: Kind): Promise<void> {
  const sent = await call<{ messageId: string }>(
    `POST ${messages}/${route}`,
    { sessionId },
    { body: { chatId, ...body } },
  );
  const stored = await storedMessage(call, sessionId, sent.body.messageId);

  expect(sent).toMatchObject({ status: 201, body: { messageId: ANY_TEXT, timestamp: ANY_NUMBER } });
  expect(stored).toMatchObject({ direction: 'outgoing', ...row });
}

const FILES = ['image', 'video', 'audio', 'document', 'sticker'];
const NOBODY_JID = `${NOBODY}@c.us`;
/** Only ever a machine's own network: no gateway may fetch it. */
const BLOCKED = 'http://169.254.1.1/x';

export const kinds: Area = {
  name: 'sends, and stores as what it is,',
  cases: [
    ...PLAYABLE.map((kind) =>
      contractCase(kind.name, {
        covers: [`POST ${messages}/${kind.route} 201`],
        needs: ['recipient'],
        run: ({ call, recipient: { sessionId, chatId } }) => sendAndRead(call, sessionId, chatId, kind),
      }),
    ),
    ...UNPLAYABLE.map((kind) =>
      contractCase(kind.name, {
        covers: [`POST ${messages}/${kind.route} 201`],
        needs: ['baileys'],
        run: ({ call, baileys: { sessionId, friend } }) => sendAndRead(call, sessionId, friend.chatId, kind),
      }),
    ),

    contractCase('a picture that mentions somebody', {
      covers: [`POST ${messages}/send-image 201`],
      needs: ['baileys'],
      run: ({ call, baileys: { sessionId, friend } }) =>
        sendAndRead(call, sessionId, friend.chatId, {
          name: 'a picture',
          route: 'send-image',
          body: { ...file('image/png', PIXEL), caption: 'Gate two', mentions: [friend.chatId] },
          row: { type: 'image', body: 'Gate two' },
        }),
    }),

    ...FILES.map((kind) =>
      contractCase(`no ${kind} without a source that may be read`, {
        covers: [`POST ${messages}/send-${kind} 400`],
        needs: ['linked'],
        run: async ({ call, linked }) => {
          const send = (body: Body) =>
            call(
              `POST ${messages}/send-${kind}`,
              { sessionId: linked.sessionId },
              { body: { chatId: NOBODY_JID, ...body } },
            );

          const none = await send({});
          const untyped = await send({ base64: 'AAAA' });
          const blocked = await send({ url: BLOCKED });

          expect([none.status, untyped.status, blocked.status]).toEqual([400, 400, 400]);
        },
      }),
    ),
    ...FILES.map((kind) =>
      contractCase(`no ${kind} above the limit`, {
        covers: [`POST ${messages}/send-${kind} 413`],
        needs: ['linked', 'mediaLimit'],
        run: async ({ call, linked, mediaLimit }) => {
          const body = { chatId: NOBODY_JID, ...file('image/png', tooLarge(mediaLimit.maxBytes)) };

          const over = await call(`POST ${messages}/send-${kind}`, { sessionId: linked.sessionId }, { body });

          expect(over.status).toBe(413);
        },
      }),
    ),
  ],
};
