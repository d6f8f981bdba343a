import { ALICE, GROUP, ME, observed, type Rig, type StoreOnDisk } from './rig.js';
import { rigForEach } from './rig-for-each.js';

let store: StoreOnDisk;
let rig: Rig;
let sessionId: string;
rigForEach(async (made) => {
  ({ store, rig } = made);
  ({ id: sessionId } = await rig.createReady());
});

const to = () => ({ sessionId, chatId: ALICE });
const received = async (overrides: Parameters<typeof observed>[0] = {}) => {
  rig.factory.engine.emit({ kind: 'message', message: observed(overrides) });
  const [message] = await rig.stored(sessionId);
  if (message === undefined) throw new Error('nothing was stored');
  return message;
};

describe('a reaction', () => {
  it('is stored and announced once, however often WhatsApp tells it again, and can be taken back', async () => {
    const { waMessageId: messageId, stanzaId } = await received();

    const reacted = await rig.messages.react({ sessionId, messageId, emoji: '👍' });
    rig.factory.engine.emit({ kind: 'reaction', chatId: ALICE, stanzaId, emoji: '👍', sender: ME });
    const back = await rig.messages.react({ sessionId, messageId, chatId: ALICE, emoji: '' });

    expect(rig.factory.engine.acts).toEqual([
      ['react', stanzaId, '👍'],
      ['react', stanzaId, ''],
    ]);
    expect(reacted.metadata).toEqual({ reactions: { [ME]: '👍' }, reactedAt: { [ME]: expect.any(Number) as number } });
    expect(back.metadata).toEqual({ reactions: {} });
    await store.commits.settled();
    expect((await rig.events(sessionId, 'message.reaction')).map(({ data }) => data)).toEqual([
      { messageId, chatId: ALICE, reaction: '👍', senderId: ME, reactions: { [ME]: '👍' } },
      { messageId, chatId: ALICE, reaction: '', senderId: ME, reactions: {} },
    ]);
  });
});

describe('an edit', () => {
  it('changes the stored text and is announced once, with the text before', async () => {
    const { waMessageId: messageId, stanzaId } = await rig.sends.sendText({ ...to(), text: '20 minutes' });

    const edited = await rig.messages.edit({ sessionId, messageId, text: '30 minutes' });
    rig.factory.engine.emit({ kind: 'edited', chatId: ALICE, stanzaId, body: '30 minutes', at: new Date() });

    expect(rig.factory.engine.acts).toEqual([['edit', stanzaId, '30 minutes']]);
    expect(edited).toMatchObject({ body: '30 minutes', editedAt: expect.any(Date) as Date });
    await store.commits.settled();
    const events = await rig.events(sessionId, 'message.edited');
    expect(events.map(({ data }) => data)).toEqual([
      {
        id: messageId,
        chatId: ALICE,
        from: ME,
        to: ALICE,
        fromMe: true,
        type: 'text',
        body: '30 minutes',
        previousBody: '20 minutes',
        timestamp: Math.floor((edited.editedAt?.getTime() ?? 0) / 1000),
      },
    ]);
    expect(events[0]?.message).toMatchObject({ body: '30 minutes' });
  });

  it("of somebody else's message, of what is no text and of what was deleted is refused", async () => {
    const theirs = await received();
    const place = await rig.sends.sendLocation({ ...to(), latitude: 0, longitude: 0 });
    const gone = await rig.sends.sendText({ ...to(), text: 'x' });
    await rig.messages.delete({ sessionId, messageId: gone.waMessageId });
    rig.factory.engine.acts.length = 0;
    const edit = ({ waMessageId: messageId }: { waMessageId: string }) =>
      rig.messages.edit({ sessionId, messageId, text: 'y' });

    await expect(edit(theirs)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(edit(place)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: 'Only a text can be edited',
    });
    await expect(edit(gone)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });

    expect(rig.factory.engine.acts).toEqual([]);
  });

  it("by its author, somebody else, is stored and announced like one's own", async () => {
    const { waMessageId } = await received();

    rig.factory.engine.emit({
      kind: 'edited',
      chatId: ALICE,
      stanzaId: '3EB07C',
      body: 'Is the van on its way?',
      at: new Date('2026-06-26T08:16:00Z'),
    });

    expect(await rig.stored(sessionId)).toMatchObject([
      { body: 'Is the van on its way?', editedAt: new Date('2026-06-26T08:16:00Z') },
    ]);
    expect((await rig.events(sessionId, 'message.edited'))[0]?.data).toMatchObject({
      id: waMessageId,
      fromMe: false,
      previousBody: 'Is the truck on its way?',
    });
  });
});

describe('deleting', () => {
  it('for everyone empties the message and is announced once', async () => {
    const { waMessageId: messageId, stanzaId } = await rig.sends.sendText({ ...to(), text: 'oops' });

    const deleted = await rig.messages.delete({ sessionId, messageId });
    rig.factory.engine.emit({ kind: 'revoked', chatId: ALICE, stanzaId, fromMe: true, author: ME, at: new Date() });

    expect(rig.factory.engine.acts).toEqual([['deleteForEveryone', stanzaId]]);
    expect(deleted).toMatchObject({ body: '', type: 'revoked' });
    await store.commits.settled();
    expect((await rig.events(sessionId, 'message.revoked')).map(({ data }) => data)).toMatchObject([
      { id: messageId, chatId: ALICE, from: ME, to: ALICE, type: 'revoked', body: '' },
    ]);
  });

  it('for this account only empties the message, and nobody is told', async () => {
    const { waMessageId: messageId, stanzaId } = await received();

    const deleted = await rig.messages.delete({ sessionId, messageId, forEveryone: false });

    expect(rig.factory.engine.acts).toEqual([['deleteForMe', stanzaId]]);
    expect(deleted).toMatchObject({ body: '', type: 'revoked' });
    expect(await rig.events(sessionId, 'message.revoked')).toEqual([]);
  });

  it("somebody else's message for everyone is for admins of a group only", async () => {
    const direct = await received();
    const inGroup = await received({ stanzaId: '3EB07D', chatId: GROUP });
    const remove = ({ waMessageId: messageId }: { waMessageId: string }) =>
      rig.messages.delete({ sessionId, messageId });

    await expect(remove(direct)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(remove(inGroup)).resolves.toMatchObject({ type: 'revoked' });
  });
});

it('a star is stored, and taken away again', async () => {
  const { waMessageId: messageId, stanzaId } = await received();

  const starred = await rig.messages.star({ sessionId, messageId, starred: true });
  const plain = await rig.messages.star({ sessionId, messageId, starred: false });

  expect([starred.starred, plain.starred]).toEqual([true, false]);
  expect(rig.factory.engine.acts).toEqual([
    ['star', stanzaId, true],
    ['star', stanzaId, false],
  ]);
});
