import { readFileSync } from 'node:fs';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import type { OutgoingDraft } from '../../src/engine/operations.js';
import { ALICE } from '../sessions/rig.js';
import { startRestFixture, type RestFixture } from './rest-fixture.js';

const IMAGE = 'POST /api/sessions/{sessionId}/status/send-image';
const VIDEO = 'POST /api/sessions/{sessionId}/status/send-video';
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const FILM = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42'), Buffer.alloc(64)]).toString('base64');

let rest: RestFixture;
let sessionId: string;
const engine = () => rest.gateway.rig.factory.engine;

beforeAll(async () => {
  rest = await startRestFixture();
});
beforeEach(async () => {
  sessionId = (await rest.gateway.rig.createReady()).id;
});
afterEach(() => (rest.gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES)));
afterAll(() => rest.stop());

const post = (route: string, body: unknown) =>
  rest.call<{ statusId: string; timestamp: string; expiresAt: string; message: unknown }>(
    route,
    { sessionId },
    { body },
  );

it.each([
  ['image', IMAGE, PIXEL, 'image/png'],
  ['video', VIDEO, FILM, 'video/mp4'],
])(
  'is posted with its text to whom it is for, and its file does not stay: %s',
  async (kind, route, base64, mimetype) => {
    let seen: Buffer | undefined;
    engine().answers['statuses.post'] = () => {
      const [, { content }] = engine().asked.at(-1) as unknown as [string, OutgoingDraft];
      if ('file' in content) seen = readFileSync(content.file.path);
    };

    const { status, body } = await post(route, { [kind]: { base64, mimetype }, caption: 'Open', recipients: [ALICE] });

    const [[operation, draft, recipients]] = engine().asked as unknown as [[string, OutgoingDraft, string[]]];
    expect([status, operation, recipients]).toEqual([201, 'statuses.post', [ALICE]]);
    expect(draft.content).toMatchObject({ kind, caption: 'Open', file: { mimetype } });
    expect(body.statusId).toBe(`true_status@broadcast_${draft.stanzaId}`);
    expect(Date.parse(body.expiresAt) - Date.parse(body.timestamp)).toBe(86_400_000);
    expect(seen).toEqual(Buffer.from(base64, 'base64'));
    expect(() => readFileSync('file' in draft.content ? draft.content.file.path : '')).toThrow('ENOENT');
  },
);

it.each<[string, unknown, string]>([
  ['no file', {}, 'image should not be empty'],
  ['a file from nowhere', { image: {} }, 'image.url, base64 or upload is needed'],
  ['a file of no type', { image: { base64: PIXEL } }, 'image.mimetype should not be empty: base64 does not tell it'],
  ['a file that is none', { image: { base64: '%', mimetype: 'image/png' } }, 'image.base64 must be base64'],
  ['a group', { image: { base64: PIXEL, mimetype: 'image/png' }, recipients: ['1234@g.us'] }, 'recipients.0'],
])('refuses %s', async (_what, body, message) => {
  const answer = await post(IMAGE, body);

  expect(answer.status).toBe(400);
  expect(answer.body.message).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
  expect(engine().asked).toEqual([]);
});

it('is not for an engine that cannot', async () => {
  rest.gateway.rig.factory.capabilities = new Set();
  sessionId = (await rest.gateway.rig.createReady()).id;

  expect((await post(IMAGE, { image: { base64: PIXEL, mimetype: 'image/png' } })).status).toBe(501);
});
