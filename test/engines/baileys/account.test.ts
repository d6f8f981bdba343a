import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJid } from '../../../src/domain/jid.js';
import type { MessageRef } from '../../../src/engine/operations.js';
import { waitFor } from '../../support/wait.js';
import { type Rig, startRig } from './rig.js';

const PHONE = '5511950000051';
const ALICE = '5531988887777';
const alice = parseJid(`${ALICE}@c.us`);
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let rig: Rig;
let lidOfAlice: string;
beforeAll(async () => {
  rig = await startRig();
  await rig.link('depot', PHONE);
  lidOfAlice = `${(await rig.double.control.person({ phone: ALICE, name: 'Alice' })).lid}@lid`;
});
beforeEach(() => rig.engine.forgetEvents());
afterAll(() => rig.stop());

const receivedText = async (text: string, group?: string): Promise<MessageRef> => {
  const { id } = await rig.double.control.inject({ to: PHONE, from: ALICE, text, ...(group ? { group } : {}) });
  return (await rig.engine.next('depot', 'message', ({ message }) => message.stanzaId === id)).message;
};
const actions = async () => (await rig.double.control.actions({ phone: PHONE })).actions;
/** What the account's other devices were told last, as the phone opens it with its key. */
const toldToDevices = () =>
  waitFor('the app state', async () => (await actions()).findLast(({ mutations }) => mutations)?.mutations?.[0]);

describe("what only the account's own devices learn", () => {
  it('is that a message was deleted here', async () => {
    const message = await receivedText('not for me');

    await rig.engine.ask('depot', 'messages.deleteForMe', message);

    const { index, value } = await toldToDevices();
    expect(index).toEqual(['deleteMessageForMe', lidOfAlice, message.stanzaId, '0', '0']);
    expect(value).toMatchObject({ deleteMessageForMeAction: { deleteMedia: false } });
  });

  it.each([true, false])('is that a message is starred: %s', async (starred) => {
    const message = await receivedText('a keeper');

    await rig.engine.ask('depot', 'messages.star', message, starred);

    const { index, value } = await toldToDevices();
    expect(index).toEqual(['star', lidOfAlice, message.stanzaId, '0', '0']);
    expect(value).toMatchObject({ starAction: { starred } });
  });

  it('names the author of a message in a group', async () => {
    const group = await rig.double.control.group({ subject: 'Crew', creator: ALICE, members: [PHONE] });
    const message = await receivedText('said in the group', group.id);

    await rig.engine.ask('depot', 'messages.star', message, true);

    expect((await toldToDevices()).index).toEqual(['star', group.id, message.stanzaId, '0', lidOfAlice]);
  });

  it('is that a chat is unread', async () => {
    const last = await receivedText('answer me');

    await rig.engine.ask('depot', 'chats.markUnread', alice, last);

    const { index, value } = await toldToDevices();
    expect(index).toEqual(['markChatAsRead', lidOfAlice]);
    expect(value).toMatchObject({
      markChatAsReadAction: { read: false, messageRange: { messages: [{ key: { id: last.stanzaId } }] } },
    });
  });

  it.each([true, false])('is that a chat was deleted (its last message is stored: %s)', async (isStored) => {
    const last = isStored ? await receivedText('the last word') : undefined;

    await rig.engine.ask('depot', 'chats.deleteChat', alice, last);

    const { index, value } = await toldToDevices();
    expect(index).toEqual(['deleteChat', lidOfAlice, '1']);
    expect(value).toHaveProperty('deleteChatAction');
  });

  it('is told after changes that were made elsewhere too', async () => {
    const message = await receivedText('starred twice');
    await rig.engine.ask('depot', 'messages.star', message, true);
    await rig.engine.call('close', 'depot');
    await rig.engine.call('open', 'depot');
    await rig.engine.next('depot', 'ready');

    await rig.engine.ask('depot', 'messages.star', message, false);

    expect((await toldToDevices()).value).toMatchObject({ starAction: { starred: false } });
  });
});

it('who wrote learns that a chat was read', async () => {
  const refs = [await receivedText('read me'), await receivedText('me too')];

  await rig.engine.ask('depot', 'chats.markRead', alice, refs.reverse());

  const receipts = await waitFor('both receipts', async () => {
    const { receipts: all } = await rig.double.control.receipts({ phone: PHONE, type: 'read' });
    return refs.every(({ stanzaId }) => all.some(({ id }) => id === stanzaId)) ? all : undefined;
  });
  expect(receipts[0]?.to).toBe(lidOfAlice);
});

it('a chat without unread messages is read already', async () => {
  await rig.engine.ask('depot', 'chats.markRead', alice, []);
});

it.each([
  ['typing', { tag: 'composing', attrs: {} }],
  ['recording', { tag: 'composing', attrs: { media: 'audio' } }],
  ['paused', { tag: 'paused', attrs: {} }],
] as const)('a contact sees: %s', async (presence, expected) => {
  await rig.engine.ask('depot', 'chats.setPresence', alice, presence);

  await waitFor('the chat state', async () => (await actions()).at(-1)?.stanza.tag === 'chatstate');
  expect((await actions()).at(-1)?.stanza).toMatchObject({ attrs: { to: lidOfAlice }, children: [expected] });
});

describe('the account', () => {
  it('takes another name', async () => {
    await rig.engine.ask('depot', 'profile.setName', 'Depot Ten');

    expect(await toldToDevices()).toMatchObject({
      index: ['setting_pushName'],
      value: { pushNameSetting: { name: 'Depot Ten' } },
    });
    expect(await rig.engine.next('depot', 'ready')).toMatchObject({ pushName: 'Depot Ten' });
  });

  it('says something else about itself', async () => {
    await rig.engine.ask('depot', 'profile.setStatus', 'open till nine');

    const stanza = (await actions()).at(-1)?.stanza;
    expect(stanza).toMatchObject({ attrs: { xmlns: 'status' } });
    expect(Buffer.from(stanza?.children?.[0]?.base64 ?? '', 'base64').toString()).toBe('open till nine');
  });

  it('shows another picture', async () => {
    const path = join(rig.folder, 'face.png');
    writeFileSync(path, PIXEL);

    await rig.engine.ask('depot', 'profile.setPicture', { path, mimetype: 'image/png', sizeBytes: PIXEL.length });

    const stanza = (await actions()).at(-1)?.stanza;
    expect(stanza).toMatchObject({ attrs: { xmlns: 'w:profile:picture' } });
    const jpeg = Buffer.from(stanza?.children?.[0]?.base64 ?? '', 'base64');
    expect(jpeg.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  });

  it.each([
    ['no picture', 'ENGINE_FAILED', Buffer.from('words'), 5],
    ['too large', 'PAYLOAD_TOO_LARGE', PIXEL, 11 * 1024 * 1024],
  ])('does not show a file that is %s', async (_, code, data, sizeBytes) => {
    const path = join(rig.folder, 'other.png');
    writeFileSync(path, data);

    const setting = rig.engine.ask('depot', 'profile.setPicture', { path, mimetype: 'image/png', sizeBytes });

    await expect(setting).rejects.toThrow(code);
  });
});

describe('a call', () => {
  it.each([true, false])('is told when it rings (video: %s), and can be rejected', async (video) => {
    const { callId } = await rig.double.control.ring({ from: ALICE, to: PHONE, video });
    const call = await rig.engine.next('depot', 'call', (event) => event.callId === callId);
    expect(call).toMatchObject({ from: alice, isVideo: video, isGroup: false });

    await rig.engine.ask('depot', 'calls.reject', callId, alice);

    expect((await actions()).at(-1)?.stanza).toMatchObject({
      tag: 'call',
      attrs: { to: lidOfAlice },
      children: [{ tag: 'reject', attrs: { 'call-id': callId, 'call-creator': lidOfAlice } }],
    });
    expect(rig.engine.seen('depot', 'call')).toHaveLength(1);
  });
});
