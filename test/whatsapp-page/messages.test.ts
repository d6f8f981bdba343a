import {
  type Call,
  type Client,
  type Contact,
  Location,
  type Message,
  MessageMedia,
  Poll,
  type PollVote,
  type Reaction,
} from 'whatsapp-web.js';
import { ANA, ANA_ID, BOB, BOB_ID, ME, NOBODY_ID, type ObservedClient, PageRig, PHONE, PNG } from './rig.js';

describe('messages through the page double', () => {
  let rig: PageRig;
  let gateway: ObservedClient;
  let client: Client;

  beforeAll(async () => {
    rig = await PageRig.start();
    await rig.control.contact(PHONE, { contact: ANA, name: 'Ana Silva', pushname: 'Ana' });
    await rig.control.contact(PHONE, { contact: BOB, name: 'Bob' });
    gateway = await rig.linked();
    ({ client } = gateway);
  });
  afterAll(() => rig.stop());

  const received = async (id: string): Promise<Message> =>
    (await gateway.event<[Message]>('message', (message) => message.id.id === id))[0];
  const fromAna = async (text: string): Promise<Message> =>
    received((await rig.control.inject({ to: PHONE, from: ANA, text })).id);

  const acked = (sent: Message, ack: number) =>
    gateway.event('message_ack', (of: Message, now: number) => of.id.id === sent.id.id && now === ack);

  it('brings a text, with its sender and its links', async () => {
    const { id, key } = await rig.control.inject({ to: PHONE, from: ANA, text: 'see https://example.org now' });

    const message = await received(id);
    expect(message).toMatchObject({ from: ANA_ID, to: ME, body: 'see https://example.org now', type: 'chat' });
    expect(message.id._serialized).toBe(key);
    expect(message.links).toMatchObject([{ link: 'https://example.org' }]);
    expect(await message.getContact()).toMatchObject({ name: 'Ana Silva', number: ANA, pushname: 'Ana' });
    await gateway.event('unread_count', (chat: { unreadCount: number }) => chat.unreadCount === 1);
  });

  it('sends a text, and tells every ack', async () => {
    const sent = await client.sendMessage(ANA_ID, 'hello');

    expect(sent).toMatchObject({ ack: 0, fromMe: true, to: ANA_ID });
    expect(await rig.control.waitSent(PHONE, { id: sent.id.id })).toMatchObject({ chat: ANA_ID, body: 'hello' });
    await acked(sent, 1);
    for (const ack of [2, 3]) await rig.control.ack(PHONE, sent.id._serialized, ack);
    await acked(sent, 3);
    const acks = gateway.emitted.filter(({ event, args }) => {
      return event === 'message_ack' && (args[0] as Message).id.id === sent.id.id;
    });
    expect(acks.map(({ args }) => args[1])).toEqual([1, 2, 3]);
  });

  it('gives ack -1 to what the server refuses', async () => {
    await rig.control.refuse(PHONE, 'send');

    const sent = await client.sendMessage(ANA_ID, 'refused', { waitUntilMsgSent: true });

    expect(sent.ack).toBe(-1);
    expect((await rig.control.sent(PHONE, { body: 'refused' })).messages).toEqual([]);
  });

  it('refuses a number nobody has, in the words of the real page', async () => {
    await expect(client.sendMessage(NOBODY_ID, 'x')).rejects.toThrow('No LID for user');
    expect(await client.isRegisteredUser(NOBODY_ID)).toBe(false);
    expect(await client.isRegisteredUser(BOB_ID)).toBe(true);
  });

  it('shows a sender by LID, whose number can be asked for unless it is hidden', async () => {
    const { lid } = await rig.control.person('5511955554444');
    const { lid: hidden } = await rig.control.person('5511955553333', { numberHidden: true });

    const message = await received((await rig.control.inject({ to: PHONE, from: lid, text: 'by lid' })).id);
    await received((await rig.control.inject({ to: PHONE, from: hidden, text: 'a stranger' })).id);

    expect(message.from).toBe(lid);
    expect(await client.getContactLidAndPhone([lid, hidden, ANA_ID])).toEqual([
      { lid, pn: '5511955554444@c.us' },
      { lid: hidden, pn: undefined },
      { lid: expect.stringMatching(/@lid$/), pn: ANA_ID },
    ]);
  });

  it('replies, and reads what a reply quotes', async () => {
    const question = await fromAna('which one?');

    const reply = await question.reply('this one');
    const { message } = await rig.control.waitSent(PHONE, { id: reply.id.id });
    const answer = await rig.control.inject({ to: PHONE, from: ANA, text: 'thanks', quotes: reply.id._serialized });

    expect(message).toMatchObject({
      quotedStanzaID: question.id.id,
      quotedMsg: { body: 'which one?' },
    });
    expect(await (await received(answer.id)).getQuotedMessage()).toMatchObject({ body: 'this one' });
  });

  it('mentions, both ways', async () => {
    const sent = await client.sendMessage(ANA_ID, `hi @${BOB}`, { mentions: [BOB_ID] });
    const { id } = await rig.control.inject({ to: PHONE, from: ANA, text: `@${PHONE}`, mentions: [PHONE] });

    const { message } = await rig.control.waitSent(PHONE, { id: sent.id.id });
    expect(message.mentionedJidList).toMatchObject([{ _serialized: BOB_ID }]);
    expect((await received(id)).mentionedIds).toMatchObject([{ _serialized: ME }]);
  });

  it('takes an image up, byte by byte', async () => {
    const sent = await client.sendMessage(ANA_ID, new MessageMedia('image/png', PNG.toString('base64'), 'dot.png'), {
      caption: 'a dot',
    });

    expect(sent).toMatchObject({ type: 'image', hasMedia: true, body: 'a dot' });
    const record = await rig.control.waitSent(PHONE, { id: sent.id.id });
    expect(record.media).toMatchObject({ mimetype: 'image/png', bytes: PNG.length });
    expect((await rig.control.sentMedia(PHONE, sent.id.id)).data).toBe(PNG.toString('base64'));
  });

  it.each([
    ['a document', 'application/pdf', { sendMediaAsDocument: true }, 'document'],
    ['a voice message', 'audio/ogg; codecs=opus', { sendAudioAsVoice: true }, 'ptt'],
    ['a video', 'video/mp4', {}, 'video'],
    ['a sticker', 'image/png', { sendMediaAsSticker: true }, 'sticker'],
  ])('takes up %s', async (_what, mimetype, options, type) => {
    const sent = await client.sendMessage(ANA_ID, new MessageMedia(mimetype, PNG.toString('base64'), 'file'), options);

    expect(sent.type).toBe(type);
    expect((await rig.control.waitSent(PHONE, { id: sent.id.id })).media?.bytes).toBeGreaterThan(0);
  });

  it('brings a file down until it has expired', async () => {
    const data = PNG.toString('base64');
    const file = { data, mimetype: 'application/pdf', fileName: 'a.pdf', type: 'document', caption: 'look' };
    const { id } = await rig.control.injectMedia({ to: PHONE, from: ANA, ...file });

    const message = await received(id);
    expect(message).toMatchObject({ hasMedia: true, body: 'look', type: 'document' });
    expect(await message.downloadMedia()).toMatchObject({ data, mimetype: 'application/pdf', filename: 'a.pdf' });
    await rig.control.expireMedia();
    expect(await message.downloadMedia()).toBeUndefined();
  });

  it('sends a place, a contact card and several cards', async () => {
    const ana = await client.getContactById(ANA_ID);
    const bob = await client.getContactById(BOB_ID);

    const place = await client.sendMessage(ANA_ID, new Location(1.5, 2.5, { name: 'here' }));
    const card = await client.sendMessage(ANA_ID, bob);
    const cards = await client.sendMessage(ANA_ID, [ana, bob] as unknown as Contact);
    const written = await client.sendMessage(ANA_ID, 'BEGIN:VCARD\nVERSION:3.0\nFN:Eve\nTEL:+1\nEND:VCARD');

    expect(place.location).toMatchObject({ latitude: 1.5, longitude: 2.5 });
    expect((await rig.control.waitSent(PHONE, { id: place.id.id })).message).toMatchObject({ lat: 1.5, lng: 2.5 });
    expect(card).toMatchObject({ type: 'vcard', vCards: [expect.stringContaining(`waid=${BOB}`)] });
    expect(cards.vCards).toHaveLength(2);
    expect(written.type).toBe('vcard');
  });

  it('sends a poll and hears its votes', async () => {
    const poll = await client.sendMessage(ANA_ID, new Poll('Lunch?', ['Pasta', 'Rice']));
    await rig.control.waitSent(PHONE, { id: poll.id.id });

    await rig.control.vote(PHONE, poll.id._serialized, ANA, ['Rice']);

    const [vote] = await gateway.event<[PollVote]>('vote_update');
    expect(vote.selectedOptions).toMatchObject([{ name: 'Rice' }]);
    expect(vote.voter).toMatchObject({ _serialized: ANA_ID });
    expect(await poll.getPollVotes()).toHaveLength(1);
  });

  it('reacts, both ways, and counts reactions', async () => {
    const message = await fromAna('funny');
    const sent = await client.sendMessage(ANA_ID, 'funnier');
    await rig.control.waitSent(PHONE, { id: sent.id.id });

    await message.react('😀');
    await rig.control.react(PHONE, sent.id._serialized, ANA, '❤️');

    await rig.control.waitRequest(PHONE, { op: 'react', id: message.id._serialized, reaction: '😀' });
    const [reaction] = await gateway.event<[Reaction]>('message_reaction');
    expect(reaction).toMatchObject({ reaction: '❤️', senderId: ANA_ID, msgId: { id: sent.id.id } });
    const again = await client.getMessageById(sent.id._serialized);
    expect(await again.getReactions()).toMatchObject([{ aggregateEmoji: '❤️', senders: [{ senderId: ANA_ID }] }]);
    await rig.control.react(PHONE, sent.id._serialized, ANA, '');
    await gateway.event('message_reaction', (taken: Reaction) => taken.reaction === '');
    expect(await client.getMessageById(sent.id._serialized)).toMatchObject({ hasReaction: false });
  });

  it('edits, both ways', async () => {
    const sent = await client.sendMessage(ANA_ID, 'helo');
    const { id, key } = await rig.control.inject({ to: PHONE, from: ANA, text: 'ho' });
    await received(id);

    const edited = await sent.edit('hello', { linkPreview: false });
    await rig.control.edit(PHONE, key, 'how');

    expect(edited?.body).toBe('hello');
    await rig.control.waitRequest(PHONE, { op: 'edit', id: sent.id._serialized, body: 'hello' });
    const [, text, before] = await gateway.event<[Message, string, string]>(
      'message_edit',
      (message) => message.id.id === id,
    );
    expect([text, before]).toEqual(['how', 'ho']);
  });

  it('takes back for everyone and deletes for itself', async () => {
    const kept = await fromAna('to be taken back');
    const sent = await client.sendMessage(ANA_ID, 'mine');
    const other = await fromAna('to be deleted here');

    await rig.control.revoke(PHONE, kept.id._serialized);
    await sent.delete(true);
    await other.delete(false);

    await gateway.event('message_revoke_everyone', (message: Message) => message.id.id === kept.id.id);
    await rig.control.waitRequest(PHONE, { op: 'revoke', id: sent.id._serialized });
    await rig.control.waitRequest(PHONE, { op: 'deleteMessage', id: other.id._serialized });
    await gateway.event('message_revoke_me', (message: Message) => message.id.id === other.id.id);
  });

  it('stars, forwards and pins', async () => {
    const message = await fromAna('worth keeping');

    await message.star();
    await message.forward(BOB_ID);
    await message.pin(86_400);

    await rig.control.waitRequest(PHONE, { op: 'star', id: message.id._serialized, on: true });
    expect((await rig.control.waitSent(PHONE, { chat: BOB_ID, body: 'worth keeping' })).message).toMatchObject({
      isForwarded: true,
    });
    await rig.control.waitRequest(PHONE, { op: 'pinMessage', id: message.id._serialized, on: true, durationS: 86_400 });
  });

  it('keeps what it cannot read yet until it can', async () => {
    const { id, key } = await rig.control.inject({ to: PHONE, from: ANA, type: 'ciphertext' });
    await gateway.event('message_ciphertext', (message: Message) => message.id.id === id);

    await rig.control.decrypt(PHONE, key, 'now readable');

    expect((await received(id)).body).toBe('now readable');
  });

  it('shows what was typed on the phone as its own', async () => {
    const { id } = await rig.control.inject({ to: PHONE, fromMe: true, chat: BOB, text: 'from my phone' });

    const [message] = await gateway.event<[Message]>('message_create', (created) => created.id.id === id);
    expect(message).toMatchObject({ fromMe: true, to: BOB_ID, body: 'from my phone' });
  });

  it('hears a call and rejects it', async () => {
    const { callId } = await rig.control.ring({ from: ANA, to: PHONE, video: true });

    const [call] = await gateway.event<[Call]>('call');
    await call.reject();

    expect(call).toMatchObject({ id: callId, from: ANA_ID, isVideo: true });
    await rig.control.waitRequest(PHONE, { op: 'rejectCall', callId, to: ANA_ID });
  });

  it('asked the page for nothing it does not have', async () => {
    expect(await rig.complaints()).toEqual([]);
  });
});
