import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageType } from '../../../src/domain/message.js';
import type { MessageRef, OutgoingContent, OutgoingDraft } from '../../../src/engine/operations.js';
import { ANA, BOB, PHONE, jid, startRig, type Link, type Rig } from './rig.js';

/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe.each(['_serialized', '$1'] as const)('with message keys that carry %s', (msgKeyField) => {
  let rig: Rig;
  let link: Link;

  beforeAll(async () => {
    rig = await startRig({ msgKeyField });
    link = await rig.link();
  });
  afterAll(async () => {
    const { missing, pageErrors } = await rig.double.client.state();
    await rig.stop();
    expect({ missing, pageErrors }).toEqual({ missing: [], pageErrors: [] });
  });

  function file(name: string, mimetype: string, bytes = PNG) {
    const path = join(rig.folder, name);
    writeFileSync(path, bytes);
    return { path, mimetype, filename: name, sizeBytes: bytes.length };
  }

  async function send(content: OutgoingContent, more: Partial<OutgoingDraft> = {}) {
    const stanzaId = link.engine.newStanzaId();
    await link.engine.messages.send({ to: jid(ANA), stanzaId, content, ...more });
    return rig.double.client.waitSent(PHONE, { id: stanzaId });
  }
  const text = (body: string): OutgoingContent => ({ kind: 'text', text: body, linkPreview: false });

  const refTo = (stanzaId: string, { fromMe = false, type = 'text' as MessageType } = {}): MessageRef => ({
    chatId: jid(ANA),
    stanzaId,
    fromMe,
    author: fromMe ? jid(PHONE) : jid(ANA),
    type,
    body: '',
    sentAt: new Date(),
  });
  const inbound = async (body: string): Promise<MessageRef> => {
    const { id } = await rig.double.client.inject({ to: PHONE, from: ANA, text: body });
    await link.next('message', ({ message }) => message.stanzaId === id);
    return refTo(id);
  };

  test.each<[string, () => OutgoingContent, object]>([
    ['a text', () => text('hello'), { type: 'chat', body: 'hello' }],
    ['a text that looks like a card', () => text('BEGIN:VCARD'), { type: 'chat', body: 'BEGIN:VCARD' }],
    [
      'a picture',
      () => ({ kind: 'image', file: file('dot.png', 'image/png'), caption: 'a dot' }),
      { type: 'image', caption: 'a dot', media: { mimetype: 'image/png', bytes: PNG.length } },
    ],
    ['a video', () => ({ kind: 'video', file: file('a.mp4', 'video/mp4'), caption: 'moving' }), { type: 'video' }],
    ['an audio file', () => ({ kind: 'audio', file: file('a.mp3', 'audio/mpeg') }), { type: 'audio' }],
    ['a voice note', () => ({ kind: 'voice', file: file('a.ogg', 'audio/ogg; codecs=opus') }), { type: 'ptt' }],
    [
      'a file',
      () => ({ kind: 'document', file: file('list.pdf', 'application/pdf'), caption: 'the list' }),
      { type: 'document', caption: 'the list', media: { filename: 'list.pdf', bytes: PNG.length } },
    ],
    ['a picture as a file', () => ({ kind: 'document', file: file('dot.png', 'image/png') }), { type: 'document' }],
    ['a sticker', () => ({ kind: 'sticker', file: file('dot.png', 'image/png') }), { type: 'sticker' }],
    [
      'a place',
      () => ({ kind: 'location', latitude: 1.5, longitude: -2.5, name: 'Depot', address: 'Dock 9' }),
      { type: 'location', message: { lat: 1.5, lng: -2.5, loc: 'Depot\nDock 9' } },
    ],
    [
      'a card',
      () => ({ kind: 'contact', name: 'Bob; the\nbuilder', number: BOB }),
      { type: 'vcard', message: { vcardFormattedName: expect.stringContaining('Bob') as string } },
    ],
    [
      'a poll',
      () => ({ kind: 'poll', question: 'When?', options: ['now', 'later'], multiple: false }),
      { type: 'poll_creation', message: { pollName: 'When?', pollSelectableOptionsCount: 1 } },
    ],
    [
      'a poll with several answers',
      () => ({ kind: 'poll', question: 'Which?', options: ['a', 'b'], multiple: true }),
      { message: { pollSelectableOptionsCount: 0 } },
    ],
  ])('%s goes out under the id that its row has', async (_, content, expected) => {
    expect(await send(content())).toMatchObject({ chat: jid(ANA), ...expected });
  });

  test('the bytes of a file arrive as they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
    const sent = await send({ kind: 'document', file: file('bytes.bin', 'application/octet-stream', bytes) });
    const { data } = await rig.double.client.sentMedia(PHONE, sent.id);
    expect(Buffer.from(data, 'base64').equals(bytes)).toBe(true);
  });

  test('a preview of a link is looked for only when it is wanted', async () => {
    await rig.double.client.forgetRecords(PHONE);
    await send({ kind: 'text', text: 'see https://example.org/a', linkPreview: false });
    expect(await rig.double.client.requests(PHONE, { op: 'linkPreview' })).toEqual([]);
    await send({ kind: 'text', text: 'see https://example.org/b', linkPreview: true });
    await rig.double.client.waitRequest(PHONE, { op: 'linkPreview', url: 'https://example.org/b' });
  });

  test('mentions, and an answer to a message', async () => {
    const asked = await inbound('who?');
    const sent = await send(text('@5511977776666'), { mentions: [jid(BOB)], quoted: asked });
    expect(JSON.stringify(sent.message.mentionedJidList)).toContain(BOB);
    expect(sent.message).toMatchObject({ quotedStanzaID: asked.stanzaId });
  });

  test('an answer to a message that nobody has is not sent', async () => {
    const { total } = await rig.double.client.sent(PHONE);
    const draft = { to: jid(ANA), stanzaId: link.engine.newStanzaId(), content: text('x') };
    const lost = refTo('3EB0NOWHERE');
    await expect(link.engine.messages.send({ ...draft, quoted: lost })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const forward: OutgoingContent = { kind: 'forward', original: lost };
    await expect(link.engine.messages.send({ ...draft, content: forward })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await rig.double.client.sent(PHONE)).total).toBe(total);
  });

  test('a message is forwarded, under the id that its row has', async () => {
    const original = await inbound('pass it on');
    const sent = await send({ kind: 'forward', original }, { to: jid(BOB) });
    expect(sent).toMatchObject({ chat: jid(BOB), body: 'pass it on', message: { isForwarded: true } });
    expect(link.seen('message').some(({ message }) => message.stanzaId === sent.id)).toBe(false);
  });

  test('a number that WhatsApp does not know is refused', async () => {
    const draft = { to: jid('99955512345'), stanzaId: link.engine.newStanzaId(), content: text('x') };
    await expect(link.engine.messages.send(draft)).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: 'WhatsApp does not know this number',
    });
  });

  test('fifty texts at once go out, each under the id that its row has', async () => {
    await rig.double.client.forgetRecords(PHONE);
    const drafts = Array.from({ length: 50 }, (_, index) => ({
      to: jid(index % 2 === 0 ? ANA : BOB),
      stanzaId: link.engine.newStanzaId(),
      content: text(`text ${index}`),
    }));
    await Promise.all(drafts.map((draft) => link.engine.messages.send(draft)));
    for (const [index, { stanzaId }] of drafts.entries()) {
      expect(await rig.double.client.waitSent(PHONE, { body: `text ${index}` })).toMatchObject({ id: stanzaId });
    }
  });

  test('reactions, and taking them back', async () => {
    const message = await inbound('react to this');
    await link.engine.messages.react(message, '👍');
    await rig.double.client.waitRequest(PHONE, { op: 'react', reaction: '👍' });
    await link.engine.messages.react(message, '');
    await rig.double.client.waitRequest(PHONE, { op: 'react', reaction: '' });
  });

  test('a sent text is changed, with a link in it too; a message of somebody else is not', async () => {
    const { id } = await send(text('fisrt'));
    await link.engine.messages.edit(refTo(id, { fromMe: true }), 'first https://example.org');
    await rig.double.client.waitRequest(PHONE, { op: 'edit', body: 'first https://example.org' });
    await expect(link.engine.messages.edit(await inbound('theirs'), 'mine')).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
    });
    expect(link.seen('edited')).toEqual([]);
  });

  test('a message is deleted for everyone, where WhatsApp lets it, and never for this account instead', async () => {
    const { id, key } = await send(text('oops'));
    await link.engine.messages.deleteForEveryone(refTo(id, { fromMe: true }));
    await rig.double.client.waitRequest(PHONE, { op: 'revoke', id: key });
    const theirs = await inbound('theirs to delete');
    await expect(link.engine.messages.deleteForEveryone(theirs)).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
    expect(await rig.double.client.requests(PHONE, { op: 'deleteMessage' })).toEqual([]);
    expect(link.seen('revoked')).toEqual([]);
  });

  test('a message is deleted for this account, starred and no longer starred', async () => {
    const message = await inbound('keep this');
    await link.engine.messages.star(message, true);
    await rig.double.client.waitRequest(PHONE, { op: 'star', on: true });
    await link.engine.messages.star(message, false);
    await rig.double.client.waitRequest(PHONE, { op: 'star', on: false });
    await link.engine.messages.deleteForMe(message);
    await rig.double.client.waitRequest(PHONE, { op: 'deleteMessage' });
    await expect(link.engine.messages.star(message, true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
