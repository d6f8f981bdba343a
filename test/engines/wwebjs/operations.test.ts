import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJid } from '../../../src/domain/jid.js';
import { ANA, BOB, PHONE, jid, startRig, type Link, type Rig } from './rig.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const STRANGER = '99955512345';

let rig: Rig;
let link: Link;
let anaLid: string;

beforeAll(async () => {
  rig = await startRig();
  await rig.double.client.account(PHONE, { platform: 'smba' });
  ({ lid: anaLid } = await rig.double.client.person(ANA));
  await rig.double.client.contact(PHONE, { contact: ANA, name: 'Ana Silva' });
  await rig.double.client.chat(PHONE, { id: ANA });
  await rig.double.client.label(PHONE, { id: '7', name: 'New customer', color: '#FF9485' });
  await rig.double.client.label(PHONE, { id: '8', name: 'Paid' });
  link = await rig.link();
});
afterAll(async () => {
  const { missing, pageErrors } = await rig.double.client.state();
  await rig.stop();
  expect({ missing, pageErrors }).toEqual({ missing: [], pageErrors: [] });
});
beforeEach(() => rig.double.client.forgetRecords(PHONE));

const asked = (op: string, match: Record<string, unknown> = {}) =>
  rig.double.client.waitRequest(PHONE, { op, ...match });

describe('chats', () => {
  test.each([
    ['typing', 'composing'],
    ['recording', 'recording'],
    ['paused', 'paused'],
  ] as const)('the other side sees %s', async (presence, state) => {
    await link.engine.chats.setPresence(jid(ANA), presence);
    await asked('chatstate', { chat: jid(ANA), state });
  });

  test('a chat is marked as read, as unread, and deleted', async () => {
    await link.engine.chats.markRead(jid(ANA), []);
    await asked('seen', { chat: jid(ANA) });
    await link.engine.chats.markUnread(jid(ANA), undefined);
    await asked('markUnread', { id: jid(ANA) });
    await rig.double.client.chat(PHONE, { id: BOB });
    await link.engine.chats.deleteChat(jid(BOB), undefined);
    await asked('deleteChat', { id: jid(BOB) });
    expect(link.seen('chat-deleted')).toEqual([]);
  });

  test('the messages of a chat are read from WhatsApp Web, newest last', async () => {
    const nowS = Math.floor(Date.now() / 1000);
    for (const [second, text] of ['one', 'two', 'three'].entries()) {
      await rig.double.client.inject({ to: PHONE, from: ANA, text, timestamp: nowS + second });
    }
    await link.next('message', ({ message }) => message.body === 'three');
    const messages = await link.engine.chats.history?.(jid(ANA), 2);
    expect(messages?.map(({ body, author }) => [body, author])).toEqual([
      ['two', jid(ANA)],
      ['three', jid(ANA)],
    ]);
  });
});

describe('contacts', () => {
  test('a number is looked up', async () => {
    expect(await link.engine.contacts.checkNumber(`+${BOB.slice(0, 2)} ${BOB.slice(2)}`)).toBe(jid(BOB));
    expect(await link.engine.contacts.checkNumber(STRANGER)).toBeUndefined();
  });

  test('a picture, the number behind an alias, and a block', async () => {
    expect(await link.engine.contacts.pictureUrl(jid(ANA))).toMatch(/^https:/);
    expect(await link.engine.contacts.phoneBehind(parseJid(anaLid))).toBe(ANA);
    await link.engine.contacts.setBlocked(jid(ANA), true);
    await asked('block', { id: jid(ANA), on: true });
    await link.engine.contacts.setBlocked(jid(ANA), false);
    await asked('block', { id: jid(ANA), on: false });
  });
});

describe('groups', () => {
  test('a group is made, read and listed', async () => {
    const group = await link.engine.groups.create('Dock Nine', [jid(ANA)]);
    expect(group).toMatchObject({ subject: 'Dock Nine', announce: false, locked: false });
    expect(group.participants).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: jid(ANA), lid: anaLid, isAdmin: false }),
        expect.objectContaining({ id: jid(PHONE), isAdmin: true }),
      ]),
    );
    expect(await link.engine.groups.get(group.id)).toEqual(group);
    expect(await link.engine.groups.list()).toContainEqual(group);
    expect(await link.engine.groups.get(parseJid('120363000000000000@g.us'))).toBeUndefined();
  });

  test('participants come, become admins and go; each answer is about one of them', async () => {
    const { id } = await link.engine.groups.create('Participants', [jid(ANA)]);
    const change = (kind: 'add' | 'remove' | 'promote' | 'demote', ...numbers: string[]) =>
      link.engine.groups.changeParticipants(id, kind, numbers.map(jid));
    expect(await change('add', BOB, STRANGER)).toEqual([
      { id: jid(BOB), status: 200 },
      { id: jid(STRANGER), status: 404 },
    ]);
    expect(await change('add', BOB)).toEqual([{ id: jid(BOB), status: 409 }]);
    const isAdmin = async () =>
      (await link.engine.groups.get(id))?.participants.find((one) => one.id === jid(BOB))?.isAdmin;
    expect(await change('promote', BOB, STRANGER)).toEqual([
      { id: jid(BOB), status: 200 },
      { id: jid(STRANGER), status: 404 },
    ]);
    expect(await isAdmin()).toBe(true);
    await change('demote', BOB);
    expect(await isAdmin()).toBe(false);
    await change('remove', BOB);
    expect(await isAdmin()).toBeUndefined();
  });

  test('subject, description and settings', async () => {
    const { id } = await link.engine.groups.create('Old', [jid(ANA)]);
    await link.engine.groups.setSubject(id, 'New');
    await link.engine.groups.setDescription(id, 'All about it');
    await link.engine.groups.setSettings(id, { announce: true, locked: true });
    expect(await link.engine.groups.get(id)).toMatchObject({
      ...{ subject: 'New', description: 'All about it', announce: true, locked: true },
    });
    await link.engine.groups.setSettings(id, { announce: false });
    expect(await link.engine.groups.get(id)).toMatchObject({ announce: false, locked: true });
  });

  test('the invite code, a new one, joining by one, leaving', async () => {
    const { id } = await link.engine.groups.create('Invites', [jid(ANA)]);
    const code = await link.engine.groups.inviteCode(id);
    const fresh = await link.engine.groups.revokeInviteCode(id);
    expect(fresh).not.toBe(code);
    expect(await link.engine.groups.inviteCode(id)).toBe(fresh);
    expect(await link.engine.groups.join(fresh)).toBe(id);
    await link.engine.groups.leave(id);
    await asked('leaveGroup', { id });
  });

  test('what WhatsApp refuses fails, and a group the account is not in is not found', async () => {
    const { id } = await link.engine.groups.create('Refused', [jid(ANA)]);
    await rig.double.client.refuse(PHONE, 'group');
    await expect(link.engine.groups.setSubject(id, 'x')).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
    const nowhere = parseJid('120363000000000000@g.us');
    await expect(link.engine.groups.inviteCode(nowhere)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await rig.double.client.refuse(PHONE, 'createGroup');
    await expect(link.engine.groups.create('Never', [jid(ANA)])).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
  });
});

describe('the account', () => {
  test('name, about text and picture', async () => {
    await link.engine.profile.setName('Depot Ten');
    await asked('setPushname', { name: 'Depot Ten' });
    await link.engine.profile.setStatus('open till nine');
    await asked('setAbout', { about: 'open till nine' });
    const path = join(rig.folder, 'me.png');
    writeFileSync(path, PNG);
    await link.engine.profile.setPicture({ path, mimetype: 'image/png', sizeBytes: PNG.length });
    await asked('setPicture', { id: jid(PHONE) });
  });

  test('a call is rejected', async () => {
    const { callId } = await rig.double.client.ring({ from: ANA, to: PHONE });
    const call = await link.next('call', (event) => event.callId === callId);
    await link.engine.calls.reject(call.callId, call.from);
    await asked('rejectCall', { to: jid(ANA), callId });
  });
});

describe('labels', () => {
  test('labels are listed, put on a chat one by one, and taken off', async () => {
    const { labels } = link.engine;
    expect(await labels?.list()).toEqual([
      { id: '7', name: 'New customer', color: '#ff9485' },
      { id: '8', name: 'Paid', color: expect.stringMatching(/^#[0-9a-f]{6}$/) as string },
    ]);
    await labels?.set(jid(ANA), '7', true);
    await labels?.set(jid(ANA), '8', true);
    expect((await labels?.ofChat(jid(ANA)))?.map(({ id }) => id).sort()).toEqual(['7', '8']);
    await labels?.set(jid(ANA), '7', false);
    expect((await labels?.ofChat(jid(ANA)))?.map(({ id }) => id)).toEqual(['8']);
  });

  test('only an account of WhatsApp Business can have them', async () => {
    const plain = await rig.link('plain', '15550009999');
    await expect(link.engine.labels?.requireBusiness()).resolves.toBeUndefined();
    await expect(plain.engine.labels?.requireBusiness()).rejects.toMatchObject({ code: 'BUSINESS_ONLY' });
  });
});

describe('channels', () => {
  test('a channel is followed by its invite code, listed, read and left', async () => {
    const { channels } = link.engine;
    const made = await rig.double.client.channel({ name: 'Tides' });
    const channel = await channels?.follow(made.inviteCode);
    expect(channel).toMatchObject({ id: made.id, name: 'Tides' });
    await asked('subscribe', { id: made.id });
    await rig.double.client.post(made.id, 'high at nine');
    expect((await channels?.list())?.map(({ id }) => id)).toContain(made.id);
    expect(await channels?.get(parseJid(made.id))).toMatchObject({ name: 'Tides' });
    expect(await channels?.messages(parseJid(made.id), 10)).toMatchObject([{ body: 'high at nine', hasMedia: false }]);
    await channels?.unfollow(parseJid(made.id));
    await asked('unsubscribe', { id: made.id });
  });

  test('a channel that nobody knows is not found', async () => {
    const { channels } = link.engine;
    expect(await channels?.get(parseJid('123456789@newsletter'))).toBeUndefined();
    await expect(channels?.follow('nonsense')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('status updates', () => {
  test('a text and a picture are posted under the ids of their rows, and taken back', async () => {
    const { statuses } = link.engine;
    const to = parseJid('status@broadcast');
    const path = join(rig.folder, 'status.png');
    writeFileSync(path, PNG);
    for (const content of [
      { kind: 'text', text: 'open', linkPreview: false },
      { kind: 'image', file: { path, mimetype: 'image/png', filename: 'status.png', sizeBytes: PNG.length } },
    ] as const) {
      const stanzaId = link.engine.newStanzaId();
      await statuses?.post({ to, stanzaId, content }, []);
      const { id } = await asked('sendStatus', { id: stanzaId });
      expect(id).toBe(stanzaId);
      await statuses?.remove(stanzaId);
      await asked('revokeStatus');
    }
  });
});
