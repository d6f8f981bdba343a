import { ALICE, GROUP, ME, observed } from '../sessions/rig.js';
import { startFixture, type Fixture } from './fixture.js';

let gateway: Fixture;
let sessionId: string;

beforeAll(async () => {
  gateway = await startFixture();
  ({ id: sessionId } = await gateway.rig.createReady({ name: 'shop' }));
});
afterAll(() => gateway.stop());

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** For every mutation an input that is fine, besides the session. */
const FINE: Readonly<Record<string, Record<string, unknown>>> = {
  sendText: { chatId: ALICE, text: 'hello' },
  sendImage: { chatId: ALICE, base64: PIXEL, mimetype: 'image/png' },
  sendVideo: { chatId: ALICE, base64: 'AAAA', mimetype: 'video/mp4' },
  sendAudio: { chatId: ALICE, base64: 'AAAA', mimetype: 'audio/ogg' },
  sendVoice: { chatId: ALICE, base64: 'AAAA', mimetype: 'audio/ogg; codecs=opus' },
  sendDocument: { chatId: ALICE, base64: 'AAAA', mimetype: 'application/zip' },
  sendSticker: { chatId: ALICE, base64: 'AAAA', mimetype: 'image/webp' },
  sendLocation: { chatId: ALICE, latitude: -6.2, longitude: 106.8 },
  sendContact: { chatId: ALICE, contactName: 'Rina', contactNumber: '+62 877-0001-122' },
  sendPoll: { chatId: ALICE, question: 'When?', options: ['today', 'tomorrow'] },
};
const send = (mutation: string, input: Record<string, unknown>) =>
  gateway.run<Record<string, { message: Record<string, unknown> }>>(
    `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) {
       ${mutation}(input: $input) { message { waMessageId type status } } }`,
    { input: { sessionId, ...FINE[mutation], ...input } },
  );
const MEDIA = ['sendImage', 'sendVideo', 'sendAudio', 'sendVoice', 'sendDocument', 'sendSticker'];
const CAPTIONED = ['sendImage', 'sendVideo', 'sendDocument'];

it.each(Object.keys(FINE))('%s takes what is fine and answers the stored message', async (mutation) => {
  const { data, errors } = await send(mutation, {});

  expect(errors).toEqual([]);
  expect(data?.[mutation]?.message).toEqual({
    waMessageId: expect.stringMatching(/^true_628770001122@c\.us_/) as string,
    type: mutation.replace('send', '').toUpperCase(),
    status: 'PENDING',
  });
});

it.each<[string, string, Record<string, unknown>]>([
  ...Object.keys(FINE).flatMap((mutation): [string, string, Record<string, unknown>][] => [
    [mutation, 'chatId', { chatId: undefined }],
    [mutation, 'chatId', { chatId: 'nobody' }],
    [mutation, 'colour', { colour: 'red' }],
    [mutation, 'sessionId', { sessionId: null }],
    [mutation, 'quotedMessageId', { quotedMessageId: { id: 1 } }],
  ]),
  ...MEDIA.flatMap((mutation): [string, string, Record<string, unknown>][] => [
    [mutation, 'filename', { filename: 'x'.repeat(300) }],
    [mutation, 'filename', { filename: '../../x' }],
    [mutation, 'filename', { filename: 'a\0b' }],
    [mutation, 'mimetype', { mimetype: null }],
    [mutation, 'mimetype', { mimetype: 7 }],
    [mutation, 'base64', { base64: '' }],
    [mutation, 'base64', { base64: '****' }],
    [mutation, 'url', { url: 'http://files.example/x' }],
    [mutation, 'url', { base64: null, url: 'ftp://files.example/x' }],
    [mutation, 'url', { base64: null, url: `http://files.example/${'x'.repeat(2048)}` }],
    [mutation, 'url', { base64: null }],
    [mutation, 'upload', { upload: 'a text' }],
    [mutation, 'upload', { upload: { file: '/etc/passwd' } }],
  ]),
  ...CAPTIONED.map((mutation): [string, string, Record<string, unknown>] => [
    mutation,
    'caption',
    { caption: 'x'.repeat(1025) },
  ]),
  ['sendText', 'text', { text: '' }],
  ['sendText', 'text', { text: 'x'.repeat(4097) }],
  ['sendText', 'mentions.0', { mentions: ['nobody'] }],
  ['sendText', 'mentions', { mentions: Array<string>(1025).fill(ALICE) }],
  ['sendText', 'linkPreview', { linkPreview: 'yes' }],
  ['sendLocation', 'latitude', { latitude: 90.1 }],
  ['sendLocation', 'longitude', { longitude: -180.1 }],
  ['sendLocation', 'latitude', { latitude: 'north' }],
  ['sendLocation', 'longitude', { longitude: null }],
  ['sendLocation', 'description', { description: 'x'.repeat(1025) }],
  ['sendLocation', 'address', { address: 'x'.repeat(1025) }],
  ['sendContact', 'contactName', { contactName: '' }],
  ['sendContact', 'contactName', { contactName: ' \r\n' }],
  ['sendContact', 'contactName', { contactName: 'x'.repeat(256) }],
  ['sendContact', 'contactNumber', { contactNumber: 'Rina' }],
  ['sendContact', 'contactNumber', { contactNumber: '1234' }],
  ['sendContact', 'contactNumber', { contactNumber: '628770001122\r\nEND:VCARD' }],
  ['sendContact', 'contactNumber', { contactNumber: '1'.repeat(31) }],
  ['sendPoll', 'question', { question: '' }],
  ['sendPoll', 'question', { question: 'x'.repeat(256) }],
  ['sendPoll', 'options', { options: ['one'] }],
  ['sendPoll', 'options', { options: Array.from({ length: 13 }, (_, index) => `${index}`) }],
  ['sendPoll', 'options', { options: ['same', 'same'] }],
  ['sendPoll', 'options.1', { options: ['one', ''] }],
  ['sendPoll', 'options.1', { options: ['one', 'x'.repeat(101)] }],
  ['sendPoll', 'multiple', { multiple: 1 }],
])('%s names %s when it is wrong: nothing is sent, nothing is stored', async (mutation, field, input) => {
  const before = await gateway.rig.stored(sessionId);
  const sent = gateway.rig.factory.engine.drafts.length;

  const { errors } = await send(mutation, input);

  expect(errors[0]?.code).toMatch(/^(VALIDATION_FAILED|INVALID_JID)$/);
  expect(JSON.stringify(errors[0])).toContain(field);
  expect(gateway.rig.factory.engine.drafts).toHaveLength(sent);
  expect(await gateway.rig.stored(sessionId)).toEqual(before);
});

it('shows what a message consists of, and what became of it', async () => {
  const emit = gateway.rig.factory.engine.emit.bind(gateway.rig.factory.engine);
  const lid = '1234567@lid' as typeof ALICE;
  const location = { latitude: 1.5, longitude: 2.5, description: 'Depot' };
  emit({
    kind: 'message',
    message: observed({
      stanzaId: 'PARTS',
      chatId: GROUP,
      authorLid: lid,
      type: 'location',
      location,
      mentionedIds: [ME],
      quoted: { stanzaId: 'EARLIER', author: ME, body: 'where?' },
      hasMedia: true,
      media: { mimetype: 'video/mp4', sizeBytes: 60_000_000_000, omitted: true },
    }),
  });
  emit({ kind: 'reaction', chatId: GROUP, stanzaId: 'PARTS', emoji: '👍', sender: ALICE });
  emit({ kind: 'edited', chatId: GROUP, stanzaId: 'PARTS', body: 'here', at: new Date('2026-06-26T08:16:00Z') });
  await gateway.store.commits.settled();

  const { data, errors } = await gateway.run<{ messages: { messages: unknown[] } }>(
    `{ messages(sessionId: "${sessionId}", chatId: "${GROUP}") { messages {
         body authorLid mentions starred editedAt quoted { waMessageId body } reactions { senderId emoji } poll { options }
         location { latitude longitude description address url } media { mimetype filename sizeBytes omitted url } } } }`,
  );

  expect(errors).toEqual([]);
  expect(data?.messages.messages).toEqual([
    {
      body: 'here',
      authorLid: lid,
      mentions: [ME],
      starred: false,
      editedAt: '2026-06-26T08:16:00.000Z',
      quoted: { waMessageId: `true_${GROUP}_EARLIER`, body: 'where?' },
      reactions: [{ senderId: ALICE, emoji: '👍' }],
      poll: null,
      location: { ...location, address: null, url: null },
      media: { mimetype: 'video/mp4', filename: null, sizeBytes: 60_000_000_000, omitted: true, url: null },
    },
  ]);
});

it('tells of calls and edits as events with a type of their own', async () => {
  const stream = await gateway.listen<{ events: Record<string, unknown> }>(
    `subscription { events(types: [CALL_RECEIVED, MESSAGE_EDITED]) { type
       ... on CallReceivedEvent { callId from isVideo isGroup calledAt }
       ... on MessageEditedEvent { waMessageId body previousBody editedAt message { body } } } }`,
  );
  const { stanzaId, waMessageId } = await gateway.rig.sends.sendText({ sessionId, chatId: ALICE, text: 'first' });
  const at = new Date('2026-06-26T08:16:00Z');

  const { engine } = gateway.rig.factory;
  engine.emit({ kind: 'call', callId: 'C4LL', from: ALICE, isVideo: false, isGroup: false, at });
  engine.emit({ kind: 'edited', chatId: ALICE, stanzaId, body: 'second', at });

  const told = [await stream.next(), await stream.next()].map(({ data }) => data?.events);
  await stream.return();
  expect(told).toEqual([
    {
      type: 'CALL_RECEIVED',
      callId: 'C4LL',
      from: ALICE,
      isVideo: false,
      isGroup: false,
      calledAt: '2026-06-26T08:16:00.000Z',
    },
    {
      type: 'MESSAGE_EDITED',
      waMessageId,
      body: 'second',
      previousBody: 'first',
      editedAt: '2026-06-26T08:16:00.000Z',
      message: { body: 'second' },
    },
  ]);
});
