import { ACK } from '../../../src/domain/ack.js';
import { parseJid } from '../../../src/domain/jid.js';
import { waitFor } from '../../support/wait.js';
import { type Rig, startRig, textsOf } from './rig.js';

const PHONE = '5511950000001';
const ALICE = '5531988887777';
const BOB = '5531988886666';

let rig: Rig;
let lidOfAlice: string;
beforeAll(async () => {
  // Refuses what is addressed to a phone number, as WhatsApp does.
  rig = await startRig({ strictLid: true });
  await rig.link('depot', PHONE);
  lidOfAlice = (await rig.double.control.person({ phone: ALICE, name: 'Alice' })).lid;
});
beforeEach(() => rig.engine.forgetEvents());
afterAll(() => rig.stop());

const counter = async (name: string): Promise<number> => (await rig.double.control.state()).counters[name] ?? 0;
const acksOf = (stanzaId: string) =>
  rig.engine
    .seen('depot', 'ack')
    .filter((event) => event.stanzaId === stanzaId)
    .map(({ ack }) => ack);
const ackOf = (stanzaId: string, ack: number) =>
  rig.engine.next('depot', 'ack', (event) => event.stanzaId === stanzaId && event.ack === ack);
/** What the contacts could read, with the address it was sent to. */
const received = async (stanzaId: string) =>
  waitFor(`message ${stanzaId}`, async () => {
    const { messages } = await rig.double.control.received({ phone: PHONE, id: stanzaId });
    return messages[0];
  });

describe('an inbound text', () => {
  it.each(['lid', 'pn'] as const)(
    'is told with the phone number of its author, addressed by %s',
    async (addressing) => {
      const { id } = await rig.double.control.inject({ to: PHONE, from: ALICE, text: `by ${addressing}`, addressing });

      expect(await rig.engine.next('depot', 'message')).toMatchObject({
        message: {
          stanzaId: id,
          chatId: `${ALICE}@c.us`,
          author: `${ALICE}@c.us`,
          authorLid: `${lidOfAlice}@lid`,
          pushName: 'Alice',
          fromMe: false,
          type: 'text',
          body: `by ${addressing}`,
        },
      });
    },
  );

  it('in a group is told with the group and its author', async () => {
    const group = await rig.double.control.group({ subject: 'Crew', creator: ALICE, members: [PHONE, BOB] });

    await rig.double.control.inject({ to: PHONE, from: ALICE, group: group.id, text: 'to all' });

    expect(await rig.engine.next('depot', 'message')).toMatchObject({
      message: { chatId: group.id, author: `${ALICE}@c.us`, body: 'to all' },
    });
  });

  it('typed on the own phone is told as ours', async () => {
    const chat = `${lidOfAlice}@lid`;

    await rig.double.control.inject({ to: PHONE, fromMe: true, chat, text: 'from my phone' });

    expect(await rig.engine.next('depot', 'message')).toMatchObject({
      message: { chatId: `${ALICE}@c.us`, author: `${PHONE}@c.us`, fromMe: true, body: 'from my phone' },
    });
  });

  it('that could not be read is asked for again, and told once', async () => {
    const { id } = await rig.double.control.inject({ to: PHONE, from: ALICE, text: 'damaged', corrupt: true });

    expect(await rig.engine.next('depot', 'message')).toMatchObject({ message: { stanzaId: id, body: 'damaged' } });
    expect(await counter('retriesIn')).toBe(1);
    expect(textsOf(rig, 'depot')).toEqual(['damaged']);
  });

  it('that could not be read does not keep the next one waiting', async () => {
    await rig.double.control.inject({ to: PHONE, from: ALICE, text: 'damaged again', corrupt: true });
    await rig.double.control.inject({ to: PHONE, from: BOB, text: 'intact' });

    await rig.engine.next('depot', 'message', ({ message }) => message.body === 'damaged again');

    expect(textsOf(rig, 'depot').slice(-2)).toEqual(['intact', 'damaged again']);
  });

  it('that arrived while the session was closed is told when it is open again', async () => {
    await rig.engine.call('close', 'depot');
    for (const text of ['one', 'two', 'three']) await rig.double.control.inject({ to: PHONE, from: ALICE, text });

    await rig.engine.call('open', 'depot');

    await rig.engine.next('depot', 'message', ({ message }) => message.body === 'three');
    expect(textsOf(rig, 'depot')).toEqual(['one', 'two', 'three']);
  });

  it('among many of them is told before the last of them is there', async () => {
    await rig.engine.call('close', 'depot');
    const texts = Array.from({ length: 250 }, (_, index) => `waited ${index}`);
    for (const text of texts) await rig.double.control.inject({ to: PHONE, from: ALICE, text });
    // WhatsApp does not say that this was the last one
    await rig.double.control.options({ offlineMarker: false });

    await rig.engine.call('open', 'depot');

    const waited = () => textsOf(rig, 'depot').filter((text) => text.startsWith('waited'));
    await waitFor('most of them', () => waited().length >= 200);
    expect(waited()).toEqual(texts.slice(0, waited().length));
    await rig.double.control.options({ offlineMarker: true });
  });

  it('can be taken back, and be reacted to', async () => {
    const key = { remoteJid: `${PHONE}@s.whatsapp.net`, fromMe: true, id: 'ABC' };
    const revoke = { protocolMessage: { type: 0, key } };
    const reaction = { reactionMessage: { key: { ...key, fromMe: false }, text: '👍' } };

    await rig.double.control.inject({ to: PHONE, from: ALICE, message: reaction });
    await rig.double.control.inject({ to: PHONE, from: ALICE, message: revoke });

    expect(await rig.engine.next('depot', 'revoked')).toMatchObject({ stanzaId: 'ABC', chatId: `${ALICE}@c.us` });
    expect(rig.engine.seen('depot', 'reaction')).toMatchObject([{ stanzaId: 'ABC', emoji: '👍' }]);
  });
});

describe('a text that is sent', () => {
  it('goes to the alias of a phone number, and its way is reported', async () => {
    await rig.double.control.person({ phone: ALICE, policy: { read: true } });

    const id = await rig.engine.sendText('depot', `${ALICE}@c.us`, 'hello Alice');

    expect(await received(id)).toMatchObject({ text: 'hello Alice', to: `${lidOfAlice}@lid`, failures: [] });
    await ackOf(id, ACK.READ);
    expect(acksOf(id)).toEqual([ACK.SERVER, ACK.DEVICE, ACK.READ]);
  });

  it('reaches a contact that was never met', async () => {
    const id = await rig.engine.sendText('depot', '5531900001111@c.us', 'hello stranger');

    expect(await received(id)).toMatchObject({ text: 'hello stranger', failures: [] });
    await ackOf(id, ACK.DEVICE);
  });

  it('can be sent to an alias', async () => {
    const id = await rig.engine.sendText('depot', `${lidOfAlice}@lid`, 'hello alias');

    expect(await received(id)).toMatchObject({ text: 'hello alias', to: `${lidOfAlice}@lid` });
  });

  it('asks for neither devices nor keys the second time', async () => {
    await rig.engine.sendText('depot', `${BOB}@c.us`, 'first');
    const keysAsked = await counter('bundles');
    await rig.double.control.fault({ xmlns: 'usync', code: 500 });

    const id = await rig.engine.sendText('depot', `${BOB}@c.us`, 'second');

    expect(await received(id)).toMatchObject({ text: 'second', failures: [] });
    expect(await counter('bundles')).toBe(keysAsked);
    expect(await counter('faults')).toBe(0);
    await rig.double.control.clearFaults();
  });

  it('is reported as failed when WhatsApp refuses it, and not tried again', async () => {
    await rig.double.control.reject(PHONE, [463]);
    const sentBefore = await counter('messagesIn');

    const id = await rig.engine.sendText('depot', `${ALICE}@c.us`, 'refused');

    expect(await ackOf(id, ACK.ERROR)).toMatchObject({ reason: 'WhatsApp refused the message (463)' });
    await rig.engine.sendText('depot', `${ALICE}@c.us`, 'the next one');
    expect(await counter('messagesIn')).toBe(sentBefore + 2);
  });

  it('is sent again, with its words, to a phone that could not read it', async () => {
    await rig.double.control.person({ phone: BOB, retryNext: 1 });

    const id = await rig.engine.sendText('depot', `${BOB}@c.us`, 'once more');

    const resent = await waitFor('the resend', async () => {
      const { messages } = await rig.double.control.received({ phone: PHONE, id });
      return messages.find(({ text, failures }) => text === 'once more' && failures.length === 0);
    });
    expect(resent).toMatchObject({ text: 'once more' });
  });

  it('to a group is reported once per level, however many members there are', async () => {
    const members = [ALICE, BOB, '5531988885555', '5531988884444'];
    const group = await rig.double.control.group({ subject: 'Crew', creator: ALICE, members: [...members, PHONE] });
    for (const phone of members) await rig.double.control.person({ phone, policy: { read: true } });

    const id = await rig.engine.sendText('depot', group.id, 'hello all');

    expect(await received(id)).toMatchObject({ text: 'hello all', group: group.id });
    await ackOf(id, ACK.READ);
    await rig.engine.sendText('depot', `${ALICE}@c.us`, 'and then');
    expect(acksOf(id)).toEqual([ACK.SERVER, ACK.DEVICE, ACK.READ]);
    expect(rig.engine.seen('depot', 'chat')).toEqual([{ kind: 'chat', chatId: group.id, name: 'Crew' }]);
  });

  it('fails when WhatsApp does not say which devices there are, instead of going to nobody', async () => {
    await rig.double.control.fault({ xmlns: 'usync', code: 500, times: 2 });

    const sending = rig.engine.sendText('depot', '5531900002222@c.us', 'lost?');

    await expect(sending).rejects.toThrow('ENGINE_FAILED: The message could not be sent');
    await rig.double.control.clearFaults();
  });
});

it('shows that somebody types', async () => {
  const before = await counter('chatstates');

  await rig.engine.ask('depot', 'chats.setPresence', parseJid(`${ALICE}@c.us`), 'typing');

  await waitFor('the chat state', async () => (await counter('chatstates')) === before + 1);
});

it('knows whether a number is on WhatsApp', async () => {
  expect(await rig.engine.ask('depot', 'contacts.checkNumber', ALICE)).toBe(`${ALICE}@c.us`);
  expect(await rig.engine.ask('depot', 'contacts.checkNumber', '99900001111')).toBeUndefined();
});

it('prints no key, whatever happened to its sessions', () => {
  expect(rig.engine.output).not.toMatch(/privKey|Closing session|rootKey|Session error/);
});
