import { type Chat, type Client, MessageMedia } from 'whatsapp-web.js';
import { waitFor } from '../support/wait.js';
import { ANA, ANA_ID, BOB, BOB_ID, ME, NOBODY_ID, type ObservedClient, PageRig, PHONE, PNG } from './rig.js';

describe('people and chats through the page double', () => {
  let rig: PageRig;
  let gateway: ObservedClient;
  let client: Client;

  beforeAll(async () => {
    rig = await PageRig.start();
    await rig.control.account(PHONE, { isBusiness: true });
    await rig.control.contact(PHONE, { contact: ANA, name: 'Ana Silva', pushname: 'Ana', about: 'at work' });
    await rig.control.contact(PHONE, { contact: BOB, name: 'Bob', hasPicture: false });
    await rig.control.inject({ to: PHONE, from: ANA, text: 'before it was linked', timestamp: 1_700_000_000 });
    await rig.control.label(PHONE, { id: '1', name: 'New', color: '#ff0000' });
    await rig.control.chat(PHONE, { id: BOB, labels: ['1'] });
    gateway = await rig.linked();
    ({ client } = gateway);
  });
  afterAll(() => rig.stop());

  const ana = (): Promise<Chat> => client.getChatById(ANA_ID);

  it('lists chats and contacts, and reads the history of a chat', async () => {
    expect(await client.getChats()).toContainEqual(expect.objectContaining({ name: 'Ana Silva', unreadCount: 1 }));
    expect(await client.getContacts()).toContainEqual(expect.objectContaining({ name: 'Bob', isMyContact: true }));
    expect(await (await ana()).fetchMessages({ limit: 10 })).toMatchObject([
      { body: 'before it was linked', timestamp: 1_700_000_000 },
    ]);
  });

  it('knows who has WhatsApp, their about line and their picture', async () => {
    expect(await client.getNumberId(ANA)).toMatchObject({ _serialized: ANA_ID });
    expect(await client.getNumberId(NOBODY_ID)).toBeNull();
    expect(await (await client.getContactById(ANA_ID)).getAbout()).toBe('at work');
    expect(await client.getProfilePicUrl(ANA_ID)).toMatch(/^https:\/\/web\.whatsapp\.com\//);
    expect(await client.getProfilePicUrl(BOB_ID)).toBeUndefined();
  });

  it('shows the name a contact was given on the phone', async () => {
    await rig.control.contact(PHONE, { contact: BOB, name: 'Robert' });

    await waitFor('the new name', async () => (await client.getContactById(BOB_ID)).name === 'Robert');
  });

  it('blocks and unblocks', async () => {
    const bob = await client.getContactById(BOB_ID);

    await bob.block();
    expect(await client.getContactById(BOB_ID)).toMatchObject({ isBlocked: true });
    await bob.unblock();

    expect(await client.getContactById(BOB_ID)).toMatchObject({ isBlocked: false });
    await rig.control.waitRequest(PHONE, { op: 'block', id: BOB_ID, on: false });
  });

  it('archives, pins, mutes, marks unread and reads', async () => {
    const chat = await ana();

    await chat.archive();
    await chat.pin();
    await chat.mute();
    await chat.markUnread();
    expect(await ana()).toMatchObject({ archived: true, pinned: true, isMuted: true, unreadCount: -1 });
    await chat.unarchive();
    await chat.unpin();
    await chat.unmute();
    await chat.sendSeen();

    expect(await ana()).toMatchObject({ archived: false, pinned: false, isMuted: false, unreadCount: 0 });
    await gateway.event('chat_archived');
    await rig.control.waitRequest(PHONE, { op: 'seen', chat: ANA_ID });
  });

  it('hears of a chat that was read, archived or deleted on the phone', async () => {
    const { key } = await rig.control.inject({ to: PHONE, from: '5511944443333', text: 'unread' });
    const id = '5511944443333@c.us';
    await gateway.event('unread_count', (chat: Chat) => chat.id._serialized === id && chat.unreadCount === 1);

    await rig.control.readOnPhone(PHONE, id);
    await gateway.event('unread_count', (chat: Chat) => chat.id._serialized === id && chat.unreadCount === 0);
    await rig.control.archiveOnPhone(PHONE, id);
    await gateway.event('chat_archived', (chat: Chat) => chat.id._serialized === id);
    await rig.control.forget(PHONE, key);
    await gateway.event('message_revoke_me');
    await rig.control.deleteChatOnPhone(PHONE, id);
    await gateway.event('chat_removed');
  });

  it('shows typing and presence', async () => {
    const chat = await ana();

    await chat.sendStateTyping();
    await chat.clearState();
    await client.sendPresenceAvailable();

    for (const state of ['composing', 'paused']) await rig.control.waitRequest(PHONE, { op: 'chatstate', state });
    await rig.control.waitRequest(PHONE, { op: 'presence', state: 'available' });
  });

  it('clears a chat and deletes it', async () => {
    const chat = await ana();

    expect(await chat.clearMessages()).toBe(true);
    expect(await chat.fetchMessages({ limit: 10 })).toEqual([]);
    expect(await chat.delete()).toBe(true);

    await rig.control.waitRequest(PHONE, { op: 'deleteChat', id: ANA_ID });
    await gateway.event('chat_removed', (removed: Chat) => removed.id._serialized === ANA_ID);
  });

  it('lists labels and puts them on chats', async () => {
    await rig.control.label(PHONE, { id: '2', name: 'Paid' });

    const labels = await waitFor('both labels', async () => {
      const known = await client.getLabels();
      return known.length === 2 && known;
    });
    await client.addOrRemoveLabels(['2'], [BOB_ID]);

    expect(labels).toMatchObject([{ id: '1', name: 'New', hexColor: '#ff0000' }, { name: 'Paid' }]);
    expect(await client.getLabelById('1')).toMatchObject({ name: 'New' });
    expect(await client.getChatLabels(BOB_ID)).toMatchObject([{ name: 'Paid' }]);
    expect(await client.getChatsByLabelId('2')).toMatchObject([{ id: { _serialized: BOB_ID } }]);
  });

  it('changes its own name, about line and picture', async () => {
    expect(await client.setDisplayName('Shop')).toBe(true);
    await client.setStatus('open');
    expect(await client.setProfilePicture(new MessageMedia('image/png', PNG.toString('base64')))).toBe(true);
    expect(await client.deleteProfilePicture()).toBe(true);

    await rig.control.waitRequest(PHONE, { op: 'setPushname', name: 'Shop' });
    await rig.control.waitRequest(PHONE, { op: 'setAbout', about: 'open' });
    await rig.control.waitRequest(PHONE, { op: 'setPicture', id: ME, size: 0 });
  });

  it('asked the page for nothing it does not have', async () => {
    expect(await rig.complaints()).toEqual([]);
  });
});
