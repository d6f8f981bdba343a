import type { Jid } from '../../../src/domain/jid.js';
import type { Addresses } from '../../../src/engines/baileys/jid.js';
import { isUnreadable, toEvent } from '../../../src/engines/baileys/message.js';

type WAMessage = Parameters<typeof toEvent>[0];
type Key = WAMessage['key'];
type Content = NonNullable<WAMessage['message']>;
type Revoked = NonNullable<NonNullable<Content['protocolMessage']>['key']>;

const ME = '628123456789@c.us';
const ALICE = '5511988887777@c.us';
const addresses: Addresses = {
  self: { pn: ME as Jid, lid: '100200300@lid' as Jid },
  phoneBehind: (lid) => (lid === '777888999' ? '5511988887777' : undefined),
};
const DIRECT: Key = { remoteJid: '777888999@lid', id: '3EB0A1', fromMe: false };
const IN_GROUP: Key = { ...DIRECT, remoteJid: '120363044556677889@g.us', participant: '777888999@lid' };

const message = (content: Content, key: Key = DIRECT): WAMessage => ({
  key,
  message: content,
  messageTimestamp: 1782461730,
  pushName: 'Alice',
});
const read = (content: Content, key?: Key) => toEvent(message(content, key), addresses);
const observed = (content: Content, key?: Key) => {
  const event = read(content, key);
  return event?.kind === 'message' ? event.message : undefined;
};

describe('what is in a message', () => {
  it('is where a place is', () => {
    const locationMessage = { degreesLatitude: -6.2, degreesLongitude: 106.8, name: 'Harbour', address: 'Quay 1' };

    expect(observed({ locationMessage })?.location).toEqual({
      latitude: -6.2,
      longitude: 106.8,
      description: 'Harbour',
      address: 'Quay 1',
    });
    expect(observed({ locationMessage: { name: 'Nowhere' } })).not.toHaveProperty('location');
  });

  it.each([
    [0, true],
    [1, false],
  ])('is what may be answered to a poll (%i answers at most)', (selectableOptionsCount, multiple) => {
    const options = [{ optionName: 'yes' }, { optionName: 'no' }];

    const poll = observed({ pollCreationMessage: { name: 'Lunch?', options, selectableOptionsCount } })?.poll;

    expect(poll).toEqual({ options: ['yes', 'no'], multiple });
  });

  it('is the new text, when it edits another one', () => {
    const edit = { type: 14, key: { id: '3EB0A0', fromMe: true }, editedMessage: { conversation: 'better' } };

    const events = [read({ protocolMessage: edit }), read({ editedMessage: { message: { protocolMessage: edit } } })];

    const at = new Date(1782461730_000);
    const expected = { kind: 'edited', chatId: ALICE, stanzaId: '3EB0A0', body: 'better', at };
    expect(events).toEqual([expected, expected]);
  });
});

describe('where a message belongs', () => {
  it('is the chat with its author', () => {
    expect(observed({ conversation: 'hello' })).toEqual({
      stanzaId: '3EB0A1',
      chatId: ALICE,
      fromMe: false,
      author: ALICE,
      authorLid: '777888999@lid',
      pushName: 'Alice',
      type: 'text',
      body: 'hello',
      sentAt: new Date(1782461730_000),
      hasMedia: false,
    });
  });

  it('is the group, with the participant as its author', () => {
    expect(observed({ conversation: 'hello' }, IN_GROUP)).toMatchObject({
      chatId: '120363044556677889@g.us',
      author: ALICE,
      authorLid: '777888999@lid',
    });
  });

  it('is the chat it was typed in on the own phone', () => {
    const key = { ...DIRECT, fromMe: true, remoteJidAlt: '628123456789@s.whatsapp.net' };

    const own = observed({ conversation: 'hello' }, key);

    expect(own).toMatchObject({ chatId: ALICE, fromMe: true, author: ME });
    expect(own?.pushName).toBeUndefined();
  });

  it('is the chat with the author when it came through a broadcast list', () => {
    const key = { ...DIRECT, remoteJid: '1782000000@broadcast', participant: '777888999@lid' };

    expect(observed({ conversation: 'hello' }, key)).toMatchObject({ chatId: ALICE, author: ALICE });
  });

  it.each([
    ['a story', { ...DIRECT, remoteJid: 'status@broadcast', participant: '777888999@lid' }],
    ['an address that is none of ours', { ...DIRECT, remoteJid: '13135550002@bot' }],
    ['a message without an id', { ...DIRECT, id: null }],
  ])('is nowhere for %s', (_what, key) => {
    expect(read({ conversation: 'hello' }, key)).toBeUndefined();
  });
});

describe('what a message says', () => {
  it.each<[string, Content, object]>([
    ['extended text', { extendedTextMessage: { text: 'hello' } }, { type: 'text', body: 'hello' }],
    ['an image', { imageMessage: { caption: 'look' } }, { type: 'image', body: 'look', hasMedia: true }],
    ['a video', { videoMessage: {} }, { type: 'video', body: '', hasMedia: true }],
    ['a voice note', { audioMessage: { ptt: true } }, { type: 'voice', hasMedia: true }],
    ['a sound', { audioMessage: { ptt: false } }, { type: 'audio', hasMedia: true }],
    ['a file', { documentMessage: { fileName: 'offer.pdf' } }, { type: 'document', body: 'offer.pdf', hasMedia: true }],
    ['a sticker', { stickerMessage: {} }, { type: 'sticker', hasMedia: true }],
    ['a place', { locationMessage: { name: 'Harbour' } }, { type: 'location', body: 'Harbour' }],
    ['a contact', { contactMessage: { displayName: 'Bob' } }, { type: 'contact', body: 'Bob' }],
    ['a poll', { pollCreationMessageV3: { name: 'Lunch?' } }, { type: 'poll', body: 'Lunch?' }],
    ['a masked message', { placeholderMessage: {} }, { type: 'masked', body: '' }],
    [
      'a button that was pressed',
      { buttonsResponseMessage: { selectedDisplayText: 'Yes' } },
      { type: 'text', body: 'Yes' },
    ],
    ['a product', { productMessage: { product: { title: 'Kettle' } } }, { type: 'text', body: 'Kettle' }],
    ['something newer than this table', { orderMessage: {} }, { type: 'unknown', body: '' }],
  ])('is told for %s', (_what, content, told) => {
    expect(observed(content)).toMatchObject(told);
  });

  it('is found inside its envelopes', () => {
    const content = { ephemeralMessage: { message: { viewOnceMessageV2: { message: { imageMessage: {} } } } } };

    expect(observed(content)).toMatchObject({ type: 'image' });
  });

  it('comes with mentions and the quoted message', () => {
    const contextInfo = {
      mentionedJid: ['777888999@lid', '628123456789@s.whatsapp.net', 'nonsense'],
      stanzaId: '3EB0A0',
      participant: '777888999@lid',
      quotedMessage: { conversation: 'earlier' },
    };

    expect(observed({ extendedTextMessage: { text: 'hello', contextInfo } })).toMatchObject({
      mentionedIds: [ALICE, ME],
      quoted: { stanzaId: '3EB0A0', author: ALICE, body: 'earlier' },
    });
  });

  it.each<[string, Content]>([
    ['keys for a group', { senderKeyDistributionMessage: { groupId: '120363044556677889@g.us' } }],
    ['a vote', { pollUpdateMessage: {} }],
    ['an edit', { protocolMessage: { type: 14, key: { id: '3EB0A0' } } }],
    ['keys of the own phone', { protocolMessage: { type: 6, appStateSyncKeyShare: {} } }],
    ['nothing at all', {}],
  ])('is nothing for %s', (_what, content) => {
    expect(read(content)).toBeUndefined();
  });

  it('is a call where a call was missed, and a secret where it may be seen on the phone only', () => {
    expect(toEvent({ key: DIRECT, messageStubType: 40 }, addresses)).toMatchObject({ message: { type: 'call' } });
    expect(toEvent({ key: { ...DIRECT, isViewOnce: true } }, addresses)).toMatchObject({ message: { type: 'masked' } });
  });

  it('is unknown where nobody could read it', () => {
    expect(isUnreadable({ key: DIRECT, messageStubType: 2 })).toBe(true);
    expect(isUnreadable(message({ conversation: 'hello' }))).toBe(false);
  });
});

describe('a revocation', () => {
  const revoke = (key: Revoked): Content => ({ protocolMessage: { type: 0, key } });

  it('by the author takes back what is theirs', () => {
    expect(read(revoke({ id: '3EB0A0', fromMe: true }))).toEqual({
      kind: 'revoked',
      chatId: ALICE,
      stanzaId: '3EB0A0',
      fromMe: false,
      author: ALICE,
      at: new Date(1782461730_000),
    });
  });

  it('on the own phone takes back what is ours', () => {
    const key = { ...DIRECT, fromMe: true };

    expect(read(revoke({ id: '3EB0A0', fromMe: true }), key)).toMatchObject({
      fromMe: true,
      author: ME,
      chatId: ALICE,
    });
  });

  it("by a group's admin takes back what another member wrote", () => {
    const admin = { ...IN_GROUP, participant: '42424242@lid' };

    expect(read(revoke({ id: '3EB0A0', fromMe: false, participant: '777888999@lid' }), admin)).toMatchObject({
      fromMe: false,
      author: ALICE,
    });
    expect(read(revoke({ id: '3EB0A0', fromMe: false, participant: '100200300@lid' }), admin)).toMatchObject({
      fromMe: true,
      author: ME,
    });
  });

  it('of our message by a contact is not believed', () => {
    expect(read(revoke({ id: '3EB0A0', fromMe: false }))).toBeUndefined();
  });
});

describe('a reaction', () => {
  it('names the message and the emoji, or takes the emoji back', () => {
    expect(read({ reactionMessage: { key: { id: '3EB0A0' }, text: '👍' } }, IN_GROUP)).toEqual({
      kind: 'reaction',
      chatId: '120363044556677889@g.us',
      stanzaId: '3EB0A0',
      emoji: '👍',
      sender: ALICE,
    });
    expect(read({ reactionMessage: { key: { id: '3EB0A0' }, text: '' } })).toMatchObject({ emoji: '' });
  });
});
