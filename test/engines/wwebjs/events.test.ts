import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANA, BOB, PHONE, jid, startRig, type Link, type Rig } from './rig.js';

const PICTURE = Buffer.from('a picture, as far as this is concerned');

/** Builds of WhatsApp Web since mid July 2026 name the text of a message key in another way. */
describe.each(['_serialized', '$1'] as const)('with message keys that carry %s', (msgKeyField) => {
  let rig: Rig;
  let link: Link;
  let anaLid: string;

  beforeAll(async () => {
    rig = await startRig({ msgKeyField });
    await rig.double.client.account(PHONE);
    ({ lid: anaLid } = await rig.double.client.person(ANA, { pushname: 'Ana' }));
    await rig.double.client.contact(PHONE, { contact: ANA, name: 'Ana Silva' });
    await rig.double.client.contact(PHONE, { contact: BOB, name: 'Bob', blocked: true });
    await rig.double.client.chat(PHONE, { id: ANA, name: 'Ana Silva', unread: 3 });
    link = await rig.link();
  });
  afterAll(async () => {
    const { missing, pageErrors } = await rig.double.client.state();
    await rig.stop();
    expect({ missing, pageErrors }).toEqual({ missing: [], pageErrors: [] });
  });

  const received = async (body: string) => (await link.next('message', ({ message }) => message.body === body)).message;

  test('people and chats that the page knows are told once the link works', async () => {
    expect(await link.next('contact', ({ id }) => id === jid(ANA))).toMatchObject({
      name: 'Ana Silva',
      isBlocked: false,
    });
    expect(await link.next('contact', ({ id }) => id === jid(BOB))).toMatchObject({ isBlocked: true });
    expect(await link.next('identity', ({ pn }) => pn === jid(ANA))).toMatchObject({ lid: anaLid });
    expect(await link.next('chat', ({ chatId }) => chatId === jid(ANA))).toMatchObject({
      name: 'Ana Silva',
      unreadCount: 3,
    });
  });

  test('a text comes in, also from somebody who shows only the alias', async () => {
    const { id } = await rig.double.client.inject({ to: PHONE, from: ANA, text: 'hello' });
    expect(await received('hello')).toMatchObject({ stanzaId: id, chatId: jid(ANA), author: jid(ANA), fromMe: false });
    await rig.double.client.inject({ to: PHONE, from: anaLid, text: 'by alias' });
    expect(await received('by alias')).toMatchObject({ chatId: jid(ANA), author: jid(ANA), authorLid: anaLid });
  });

  test('what is typed on the phone is ours; what we send ourselves is not told again', async () => {
    const stanzaId = link.engine.newStanzaId();
    const content = { kind: 'text', text: 'from the gateway', linkPreview: false } as const;
    await link.engine.messages.send({ to: jid(ANA), stanzaId, content });
    await link.next('ack', (event) => event.stanzaId === stanzaId && event.ack === 1);
    await rig.double.client.inject({ to: PHONE, fromMe: true, chat: ANA, text: 'from the phone' });
    expect(await received('from the phone')).toMatchObject({ chatId: jid(ANA), author: jid(PHONE), fromMe: true });
    expect(link.seen('message').filter(({ message }) => message.stanzaId === stanzaId)).toEqual([]);
  });

  test('a group message names its author, a reply what it answers to, a mention whom', async () => {
    const group = await rig.double.client.group(PHONE, { subject: 'Dock', members: [ANA, BOB] });
    const first = await rig.double.client.inject({ to: PHONE, from: ANA, group: group.id, text: 'who comes?' });
    const asked = await received('who comes?');
    expect(asked).toMatchObject({ chatId: group.id, author: jid(ANA) });
    await rig.double.client.inject({
      ...{ to: PHONE, from: BOB, group: group.id },
      ...{ text: 'me', quotes: first.key, mentions: [ANA] },
    });
    expect(await received('me')).toMatchObject({
      author: jid(BOB),
      quoted: { stanzaId: first.id, author: jid(ANA), body: 'who comes?' },
      mentionedIds: [jid(ANA)],
    });
    await rig.double.client.groupInfo(PHONE, group.id, { subject: 'Dock Nine' });
    await link.next('chat', ({ chatId, name }) => chatId === group.id && name === 'Dock Nine');
  });

  test('a file is stored, and what comes after it in the chat waits for it', async () => {
    const file = { data: PICTURE.toString('base64'), mimetype: 'image/jpeg', caption: 'look' };
    await rig.double.client.injectMedia({ to: PHONE, from: ANA, ...file });
    await rig.double.client.inject({ to: PHONE, from: ANA, text: 'after the picture' });
    const { media, ...message } = await received('look');
    expect(message).toMatchObject({ type: 'image', hasMedia: true });
    expect(media).toMatchObject({ mimetype: 'image/jpeg', sizeBytes: PICTURE.length });
    expect(readFileSync(join(rig.mediaFolder, media?.file as string))).toEqual(PICTURE);
    await received('after the picture');
    const bodies = link.seen('message').map((event) => event.message.body);
    expect(bodies.indexOf('look')).toBeLessThan(bodies.indexOf('after the picture'));
  });

  test('a file that WhatsApp no longer has leaves its message', async () => {
    const gone = { directPath: '/double/media/nothing', mimetype: 'application/pdf', filename: 'a.pdf', size: 9 };
    await rig.double.client.inject({ to: PHONE, from: ANA, type: 'document', extra: gone });
    const { media } = await received('a.pdf');
    expect(media).toEqual({ mimetype: 'application/pdf', filename: 'a.pdf', sizeBytes: 9, omitted: true });
  });

  test('a message that is readable only later is told once, when it is', async () => {
    const { key } = await rig.double.client.inject({ to: PHONE, from: ANA, type: 'ciphertext' });
    await rig.double.client.decrypt(PHONE, key, 'now readable');
    expect(await received('now readable')).toMatchObject({ type: 'text' });
    await rig.double.client.inject({ to: PHONE, from: ANA, text: 'next' });
    await received('next');
    expect(link.seen('edited')).toEqual([]);
  });

  test('edits, reactions, deletions and acks are about the message they mean', async () => {
    const { id: stanzaId, key } = await rig.double.client.inject({ to: PHONE, from: ANA, text: 'fisrt' });
    await rig.double.client.edit(PHONE, key, 'first');
    expect(await link.next('edited')).toMatchObject({ chatId: jid(ANA), stanzaId, body: 'first' });
    await rig.double.client.react(PHONE, key, ANA, '👍');
    expect(await link.next('reaction')).toMatchObject({ chatId: jid(ANA), stanzaId, emoji: '👍', sender: jid(ANA) });
    await rig.double.client.react(PHONE, key, ANA, '');
    await link.next('reaction', ({ emoji }) => emoji === '');
    await rig.double.client.revoke(PHONE, key);
    expect(await link.next('revoked')).toMatchObject({ chatId: jid(ANA), stanzaId, fromMe: false, author: jid(ANA) });

    const own = link.engine.newStanzaId();
    await link.engine.messages.send({
      to: jid(ANA),
      stanzaId: own,
      content: { kind: 'text', text: 'x', linkPreview: false },
    });
    const { key: ownKey } = await rig.double.client.waitSent(PHONE, { id: own });
    await link.next('ack', (event) => event.stanzaId === own && event.ack === 1);
    for (const ack of [2, 3]) await rig.double.client.ack(PHONE, ownKey, ack);
    await link.next('ack', (event) => event.stanzaId === own && event.ack === 3);
    const levels = link.seen('ack').filter((event) => event.stanzaId === own);
    expect(levels.map(({ ack }) => ack)).toEqual([1, 2, 3]);
  });

  test('a message that the server refuses is told as failed', async () => {
    await rig.double.client.refuse(PHONE, 'send');
    const stanzaId = link.engine.newStanzaId();
    await link.engine.messages.send({
      to: jid(ANA),
      stanzaId,
      content: { kind: 'text', text: 'refused', linkPreview: false },
    });
    await link.next('ack', (event) => event.stanzaId === stanzaId && event.ack === -1);
  });

  test('a call, a chat read and a chat deleted on the phone', async () => {
    const { callId } = await rig.double.client.ring({ from: ANA, to: PHONE, video: true });
    expect(await link.next('call')).toMatchObject({ callId, from: jid(ANA), isVideo: true, isGroup: false });
    await rig.double.client.readOnPhone(PHONE, ANA);
    await link.next('chat', ({ chatId, unreadCount }) => chatId === jid(ANA) && unreadCount === 0);
    await rig.double.client.chat(PHONE, { id: BOB });
    await rig.double.client.deleteChatOnPhone(PHONE, BOB);
    expect(await link.next('chat-deleted')).toMatchObject({ chatId: jid(BOB) });
  });

  test('two hundred messages come in their order, each once', async () => {
    const texts = Array.from({ length: 200 }, (_, index) => `number ${index}`);
    for (const text of texts) await rig.double.client.inject({ to: PHONE, from: ANA, text });
    await received('number 199');
    const told = link.seen('message').map(({ message }) => message.body);
    expect(told.filter((body) => body.startsWith('number '))).toEqual(texts);
  });
});
