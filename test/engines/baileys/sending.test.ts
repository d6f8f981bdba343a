import { parseJid } from '../../../src/domain/jid.js';
import type { MessageRef, OutgoingContent, OutgoingDraft } from '../../../src/engine/operations.js';
import { waitFor } from '../../support/wait.js';
import { type Rig, startRig } from './rig.js';

const PHONE = '5511950000011';
const ALICE = '5531988887777';
const BOB = '5531988886666';
const ME = parseJid(`${PHONE}@c.us`);
const alice = parseJid(`${ALICE}@c.us`);
const bob = parseJid(`${BOB}@c.us`);
const text = (words: string): OutgoingContent => ({ kind: 'text', text: words, linkPreview: false });

let rig: Rig;
let lidOfMe: string;
let lidOfAlice: string;
beforeAll(async () => {
  rig = await startRig({ strictLid: true });
  await rig.link('depot', PHONE);
  lidOfMe = `${(await rig.double.control.person({ phone: PHONE })).lid}@lid`;
  lidOfAlice = `${(await rig.double.control.person({ phone: ALICE, name: 'Alice' })).lid}@lid`;
});
beforeEach(() => rig.engine.forgetEvents());
afterAll(() => rig.stop());

/** What Alice's phone could read, under this id. */
const arrived = (id: string) =>
  waitFor(`message ${id}`, async () => {
    const [message] = (await rig.double.control.received({ phone: PHONE, id })).messages;
    if (message) expect(message.failures).toEqual([]);
    return message;
  });
const send = (content: OutgoingContent, more?: Partial<OutgoingDraft>, to: string = alice) =>
  rig.engine.send('depot', to, content, more);
const contentOf = async (id: string) => (await arrived(id)).message as Record<string, Record<string, unknown>>;
/** The newest message that changes another one. */
const change = async (kind: string, idOfTarget: string) =>
  waitFor(`${kind} about ${idOfTarget}`, async () => {
    const { messages } = await rig.double.control.received({ phone: PHONE });
    return messages.find(({ message }) => {
      const part = message?.[kind] as { key?: { id?: string } } | undefined;
      return part?.key?.id === idOfTarget;
    });
  });

const sentText = async (words: string): Promise<MessageRef> => {
  const stanzaId = await send(text(words));
  return { chatId: alice, stanzaId, fromMe: true, author: ME, type: 'text', body: words, sentAt: new Date() };
};
const receivedText = async (words: string): Promise<MessageRef> => {
  const { id } = await rig.double.control.inject({ to: PHONE, from: ALICE, text: words });
  const { message } = await rig.engine.next('depot', 'message', (event) => event.message.stanzaId === id);
  return message;
};
/** As it stands in the store for a message that this account never saw. */
const unknownTo = (ref: MessageRef): MessageRef => ({ ...ref, stanzaId: 'NEVERSEEN' });

describe('a message without a file', () => {
  it('shows a place', async () => {
    const id = await send({ kind: 'location', latitude: -6.2, longitude: 106.8, name: 'Depot', address: 'Road 1' });

    expect(await contentOf(id)).toMatchObject({
      locationMessage: { degreesLatitude: -6.2, degreesLongitude: 106.8, name: 'Depot', address: 'Road 1' },
    });
  });

  it('carries a contact card, whatever stands in the name', async () => {
    const id = await send({ kind: 'contact', name: 'Eve;\r\nTEL:+666', number: '628123456789' });

    const card = (await contentOf(id)).contactMessage;
    expect(card?.displayName).toBe('Eve; TEL:+666');
    expect(String(card?.vcard).split('\n')).toEqual([
      'BEGIN:VCARD',
      'VERSION:3.0',
      'N:;Eve\\; TEL:+666;;;',
      'FN:Eve\\; TEL:+666',
      'TEL;type=CELL;type=VOICE;waid=628123456789:+628123456789',
      'END:VCARD',
    ]);
  });

  it.each([
    [true, 'pollCreationMessage', 0],
    [false, 'pollCreationMessageV3', 1],
  ])('asks a question (several answers: %s)', async (multiple, kind, selectableOptionsCount) => {
    const id = await send({ kind: 'poll', question: 'When?', options: ['today', 'never'], multiple });

    expect((await contentOf(id))[kind]).toMatchObject({
      name: 'When?',
      options: [{ optionName: 'today' }, { optionName: 'never' }],
      selectableOptionsCount,
    });
  });

  it('mentions people', async () => {
    const id = await send(text('ask @5531988886666'), { mentions: [bob] });

    expect(await contentOf(id)).toMatchObject({
      extendedTextMessage: { contextInfo: { mentionedJid: [`${BOB}@s.whatsapp.net`] } },
    });
  });

  it('with a link is sent without a preview, so that nothing is fetched', async () => {
    const id = await send({ kind: 'text', text: 'see https://127.0.0.1:9/secret', linkPreview: true });

    expect((await contentOf(id)).extendedTextMessage).not.toHaveProperty('matchedText');
  });
});

describe('an answer', () => {
  it('quotes what a contact wrote', async () => {
    const quoted = await receivedText('what is the price?');

    const id = await send(text('ten'), { quoted });

    expect(await contentOf(id)).toMatchObject({
      extendedTextMessage: {
        text: 'ten',
        contextInfo: {
          stanzaId: quoted.stanzaId,
          participant: lidOfAlice,
          quotedMessage: { conversation: 'what is the price?' },
        },
      },
    });
  });

  it('quotes what was sent from here, and mentions somebody beside it', async () => {
    const quoted = await sentText('first words');

    const id = await send(text('second words'), { quoted, mentions: [bob] });

    expect(await contentOf(id)).toMatchObject({
      extendedTextMessage: {
        contextInfo: {
          stanzaId: quoted.stanzaId,
          participant: lidOfMe,
          mentionedJid: [`${BOB}@s.whatsapp.net`],
          quotedMessage: { extendedTextMessage: { text: 'first words' } },
        },
      },
    });
  });

  it('to a message that is no longer kept quotes the stored words', async () => {
    const quoted = unknownTo(await receivedText('an old question'));

    const id = await send(text('a late answer'), { quoted });

    expect(await contentOf(id)).toMatchObject({
      extendedTextMessage: { contextInfo: { quotedMessage: { conversation: 'an old question' } } },
    });
  });

  it('in a group names the author of what it quotes', async () => {
    const group = await rig.double.control.group({ subject: 'Crew', creator: ALICE, members: [PHONE, BOB] });
    const { id } = await rig.double.control.inject({ to: PHONE, from: ALICE, group: group.id, text: 'who comes?' });
    const { message: quoted } = await rig.engine.next('depot', 'message', ({ message }) => message.stanzaId === id);

    const answer = await send(text('me'), { quoted }, group.id);

    expect(await contentOf(answer)).toMatchObject({
      extendedTextMessage: { contextInfo: { stanzaId: id, participant: lidOfAlice } },
    });
  });
});

describe('a forwarded message', () => {
  it('has what the original had, and says that it was forwarded', async () => {
    const place = { degreesLatitude: 1, degreesLongitude: 2, name: 'Harbour' };
    await rig.double.control.inject({ to: PHONE, from: BOB, message: { locationMessage: place } });
    const { message: original } = await rig.engine.next('depot', 'message');

    const id = await send({ kind: 'forward', original });

    expect(await contentOf(id)).toMatchObject({
      locationMessage: { ...place, contextInfo: { isForwarded: true, forwardingScore: 1 } },
    });
  });

  it('is the stored text when the original is no longer kept', async () => {
    const original = unknownTo(await receivedText('pass it on'));

    const id = await send({ kind: 'forward', original });

    expect(await arrived(id)).toMatchObject({ text: 'pass it on' });
  });

  it('with a file cannot be sent when the original is no longer kept', async () => {
    const original: MessageRef = { ...unknownTo(await receivedText('a picture')), type: 'image' };

    await expect(send({ kind: 'forward', original })).rejects.toThrow('NOT_FOUND');
  });

  it('is not what another member of a group sent under the same id', async () => {
    const group = await rig.double.control.group({ subject: 'Twins', creator: ALICE, members: [PHONE, BOB] });
    const id = '3EB0SAMEIDFORTWO';
    await rig.double.control.inject({ to: PHONE, from: ALICE, group: group.id, text: 'from Alice', id });
    const { message: original } = await rig.engine.next('depot', 'message');
    await rig.double.control.inject({ to: PHONE, from: BOB, group: group.id, text: 'from Bob', id });
    await rig.engine.next('depot', 'message', ({ message }) => message.body === 'from Bob');

    const forwarded = await send({ kind: 'forward', original });

    expect(await arrived(forwarded)).toMatchObject({ text: 'from Alice' });
  });
});

describe('a change to a message', () => {
  it.each(['👍', ''])('is a reaction: "%s"', async (emoji) => {
    const message = await receivedText(`react with ${emoji}`);

    await rig.engine.ask('depot', 'messages.react', message, emoji);

    expect(await change('reactionMessage', message.stanzaId)).toMatchObject({
      type: 'reaction',
      message: { reactionMessage: { text: emoji, key: { remoteJid: lidOfAlice, fromMe: false } } },
    });
  });

  it('in a group names the author of the message', async () => {
    const group = await rig.double.control.group({ subject: 'Crew', creator: ALICE, members: [PHONE, BOB] });
    await rig.double.control.inject({ to: PHONE, from: ALICE, group: group.id, text: 'react here' });
    const { message } = await rig.engine.next('depot', 'message');

    await rig.engine.ask('depot', 'messages.react', message, '👍');

    expect(await change('reactionMessage', message.stanzaId)).toMatchObject({
      message: { reactionMessage: { key: { remoteJid: group.id, participant: lidOfAlice } } },
    });
  });

  it('edits an own text', async () => {
    const message = await sentText('a tpyo');

    await rig.engine.ask('depot', 'messages.edit', message, 'a typo');

    expect(await change('protocolMessage', message.stanzaId)).toMatchObject({
      message: {
        protocolMessage: { type: 'MESSAGE_EDIT', editedMessage: { extendedTextMessage: { text: 'a typo' } } },
      },
    });
  });

  it('that was made here counts for what is forwarded later', async () => {
    const original = await sentText('an old price');
    await rig.engine.ask('depot', 'messages.edit', original, 'the new price');

    expect(await arrived(await send({ kind: 'forward', original }))).toMatchObject({ text: 'the new price' });
  });

  it.each([
    ['of somebody else', { fromMe: false }],
    ['that is no text', { type: 'image' as const }],
    ['that is too old', { sentAt: new Date(Date.now() - 16 * 60_000) }],
  ])('cannot edit a message %s', async (_, difference) => {
    const message = { ...(await sentText('as it is')), ...difference };

    await expect(rig.engine.ask('depot', 'messages.edit', message, 'otherwise')).rejects.toThrow('ENGINE_FAILED');
  });

  it('takes back an own message', async () => {
    const message = await sentText('never mind');

    await rig.engine.ask('depot', 'messages.deleteForEveryone', message);

    expect(await change('protocolMessage', message.stanzaId)).toMatchObject({
      message: { protocolMessage: { type: 'REVOKE', key: { fromMe: true } } },
    });
  });

  it('takes back a message of another member, as an admin of the group', async () => {
    const group = await rig.double.control.group({ subject: 'Ours', creator: PHONE, members: [ALICE] });
    await rig.double.control.inject({ to: PHONE, from: ALICE, group: group.id, text: 'rude words' });
    const { message } = await rig.engine.next('depot', 'message');

    await rig.engine.ask('depot', 'messages.deleteForEveryone', message);

    expect(await change('protocolMessage', message.stanzaId)).toMatchObject({
      message: { protocolMessage: { type: 'REVOKE', key: { participant: lidOfAlice, fromMe: false } } },
    });
  });

  it('cannot take back what a contact wrote', async () => {
    const message = await receivedText('I stay');

    const deleting = rig.engine.ask('depot', 'messages.deleteForEveryone', message);

    await expect(deleting).rejects.toThrow('Only an own message');
  });
});

describe('an edit by a contact', () => {
  const edit = (id: string, words: string) => ({
    protocolMessage: { type: 14, key: { fromMe: true, id }, editedMessage: { conversation: words } },
  });

  it('is told, and what is forwarded later is the new text', async () => {
    const original = await receivedText('teh old');

    await rig.double.control.inject({ to: PHONE, from: ALICE, message: edit(original.stanzaId, 'the new') });

    expect(await rig.engine.next('depot', 'edited')).toMatchObject({
      chatId: alice,
      stanzaId: original.stanzaId,
      body: 'the new',
    });
    await rig.engine.call('settled');
    expect(await arrived(await send({ kind: 'forward', original }))).toMatchObject({ text: 'the new' });
  });

  it('of a message that is not theirs is not believed', async () => {
    const ours = await sentText('our words');

    await rig.double.control.inject({ to: PHONE, from: ALICE, message: edit(ours.stanzaId, 'their words') });

    await receivedText('and now?');
    expect(rig.engine.seen('depot', 'edited')).toEqual([]);
  });
});
